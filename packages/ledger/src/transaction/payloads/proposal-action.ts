/** What agencies can decide by vote: each action's type and fields. The state machine enacts it when it is carried. */
import { type Infer, shape } from '../../codec/index.ts';
import { publicKeyShape } from '../keys.ts';
import { localizedTextShape } from '../localized-text.ts';
import { recordTypeShape } from '../record-type.ts';

/** A libp2p peer id in its text form. */
export const peerShape = shape.text(128, { pattern: /^[1-9A-HJ-NP-Za-km-z]+$/ });
/** A multiaddress where the validator's node can be reached. */
export const addressShape = shape.text(256, { pattern: /^\/[!-~]+$/ });
/** Transactions that an agency may have in one block. */
export const quotaShape = shape.integer(1, 100_000);

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
  }),
  'agency.suspend': shape.struct({ agency: shape.id('agency') }),
  'agency.reinstate': shape.struct({ agency: shape.id('agency') }),
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
