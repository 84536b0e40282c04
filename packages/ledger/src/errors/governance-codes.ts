/** Why a proposal, a vote or a change of the validator set is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const GOVERNANCE_CODES = {
  'agency.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such agency.',
    remedy: 'Check the agency id.',
  },
  'agency.exists': {
    http: 409,
    exit: 3,
    title: 'The agency is a member already.',
    remedy: 'Nothing to do.',
  },
  'agency.suspended': {
    http: 403,
    exit: 3,
    title: 'The agency is suspended.',
    remedy: 'The agencies must vote to reinstate it.',
  },
  'agency.role': {
    http: 403,
    exit: 3,
    title: 'The members have not given the agency this role.',
    remedy: 'Let the members vote for it: annals agency give-role.',
  },
  'role.unknown': {
    http: 404,
    exit: 4,
    title: 'The members know no such role.',
    remedy: 'Check its name, or let the members vote to make it known: annals role define.',
  },
  'purpose.unknown': {
    http: 404,
    exit: 4,
    title: 'The members know no such purpose.',
    remedy: 'Check its name, or let the members vote to make it known: annals purpose define.',
  },
  'proposal.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such proposal.',
    remedy: 'Check the proposal id.',
  },
  'proposal.exists': {
    http: 409,
    exit: 3,
    title: 'There is a proposal with this id.',
    remedy: 'Use a fresh salt.',
  },
  'proposal.closed': {
    http: 409,
    exit: 3,
    title: 'The proposal is decided or has run out.',
    remedy: 'Make a new proposal.',
  },
  'proposal.already-voted': {
    http: 409,
    exit: 3,
    title: 'The agency has voted on this proposal.',
    remedy: 'Nothing to do.',
  },
  'proposal.invalid': {
    http: 422,
    exit: 3,
    title: 'What is proposed cannot be carried out.',
    remedy: 'Correct the action as the message says.',
  },
  'validator.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such validator.',
    remedy: 'Check the agency id.',
  },
  'validator.exists': {
    http: 409,
    exit: 3,
    title: 'The agency or the key holds a seat already.',
    remedy: 'Nothing to do, or choose another key.',
  },
  'validator.last': {
    http: 422,
    exit: 3,
    title: 'The last validator cannot be removed.',
    remedy: 'Add another one first.',
  },
  'type.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such record type.',
    remedy: 'List the types that are declared.',
  },
  'type.exists': {
    http: 409,
    exit: 3,
    title: 'A record type of this name is declared.',
    remedy: 'Revise it instead.',
  },
  'type.invalid': {
    http: 422,
    exit: 3,
    title: 'The declaration of the record type is not consistent.',
    remedy: 'Correct it as the message says.',
  },
  'evidence.invalid': {
    http: 422,
    exit: 3,
    title: 'The two votes do not prove an equivocation.',
    remedy: 'Send two valid, different votes of one signer for one height, view and step.',
  },
  'evidence.known': {
    http: 409,
    exit: 3,
    title: 'This equivocation is on the ledger.',
    remedy: 'Nothing to do.',
  },
} as const satisfies Record<string, CatalogueEntry>;
