export * from './envelope.ts';
export { hashShape, publicKeyShape, signatureShape } from './keys.ts';
export { type LocalizedText, localizedTextShape } from './localized-text.ts';
export * from './object-id.ts';
export { type SignedVote, signedVoteShape, type Vote, voteShape } from './payloads/evidence-report.ts';
export { type BodyOf, isTransactionKind, PAYLOADS, type TransactionKind } from './payloads/index.ts';
export { enrolmentDigest } from './payloads/person-enrol.ts';
export { rotationDigest } from './payloads/person-rotate-key.ts';
export {
  addressShape,
  type ProposalAction,
  type ProposalActionOf,
  type ProposalActionType,
  peerShape,
  proposalActionShape,
  quotaShape,
} from './payloads/proposal-action.ts';
export { rolesShape } from './payloads/officer-appoint.ts';
