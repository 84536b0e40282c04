/** What agencies can decide by vote: each action's type and fields. The state machine enacts it when it is carried. */
import { type Infer, shape } from '../../codec/index.ts';
import { publicKeyShape } from '../keys.ts';
import { localizedTextShape } from '../localized-text.ts';
import { recordTypeShape } from '../record-type.ts';
import { rolesShape } from './officer-appoint.ts';

/** A libp2p peer id in its text form. */
export const peerShape = shape.text(128, { pattern: /^[1-9A-HJ-NP-Za-km-z]+$/ });
/** A multiaddress where the validator's node can be reached. */
export const addressShape = shape.text(256, { pattern: /^\/[!-~]+$/ });
/** Transactions that an agency may have in one block. */
export const quotaShape = shape.integer(1, 100_000);

/** A ministry with many kinds of officers has some dozens. */
export const MAX_AGENCY_ROLES = 64;
/** The roles that an agency has been given. */
export const agencyRolesShape = shape.list(shape.slug, MAX_AGENCY_ROLES);

/** A role or a purpose: the name that declarations and requests use, and what people call it. */
const wordShape = shape.struct({ name: shape.slug, title: localizedTextShape });

const seat = {
  agency: shape.id('agency'),
  key: publicKeyShape,
  peer: peerShape,
  address: addressShape,
};

export const proposalActionShape = shape.union('type', {
  'agency.admit': shape.struct({
    key: publicKeyShape,
    name: localizedTextShape,
    /** Whether it may enrol persons. */
    issuesIdentities: shape.boolean,
    quota: quotaShape,
    /** As which its officers can act; more are given and withdrawn by `agency.give-roles` and `agency.withdraw-roles`. */
    roles: agencyRolesShape,
  }),
  'agency.suspend': shape.struct({ agency: shape.id('agency') }),
  'agency.reinstate': shape.struct({ agency: shape.id('agency') }),
  /** From then on a role counts for the agency wherever a rule names it. */
  'agency.give-roles': shape.struct({ agency: shape.id('agency'), roles: rolesShape }),
  /** From then on it does not, whatever its officers were appointed as. */
  'agency.withdraw-roles': shape.struct({ agency: shape.id('agency'), roles: rolesShape }),
  /** Makes a role or a purpose known, or gives one that is known another title. */
  'role.define': wordShape,
  'purpose.define': wordShape,
  'validator.add': shape.struct(seat),
  'validator.remove': shape.struct({ agency: shape.id('agency') }),
  'validator.rekey': shape.struct(seat),
  'record-type.define': shape.struct({ declaration: recordTypeShape }),
  /** The whole declaration as it shall be, with the version after the one in force. */
  'record-type.revise': shape.struct({ declaration: recordTypeShape }),
  'parameter.set': shape.struct({ name: shape.text(40, { pattern: /^[a-z][A-Za-z]*$/ }), value: shape.uint }),
});

export type ProposalAction = Infer<typeof proposalActionShape>;
export type ProposalActionType = ProposalAction['type'];
/** The action of one type. */
export type ProposalActionOf<T extends ProposalActionType> = Extract<ProposalAction, { readonly type: T }>;
