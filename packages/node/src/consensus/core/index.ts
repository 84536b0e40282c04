export type { Input, PeerName, Time } from './input.ts';
export { MAX_MESSAGE_BYTES } from './limits.ts';
export {
  type ConsensusMessage,
  type DecisionMessage,
  decodeMessage,
  encodeMessage,
  heightOf,
  type Justification,
  type PrePrepareMessage,
  type Prepared,
  type PreparedCertificate,
  type SignedVote,
  type Standing,
  type StatusMessage,
  type ViewChangeMessage,
  type VoteMessage,
} from './messages.ts';
export type { Misbehaviour, Output, RefusalReason } from './output.ts';
export { type Proposal, proposalOf } from './proposal.ts';
export { type IndexedSignatures, isQuorum, type Membership, membershipOf, primaryAt } from './quorum/membership.ts';
export { Replica, type ReplicaStatus } from './replica.ts';
export type { Restore } from './restore.ts';
export {
  completeIntent,
  contentOf,
  digestOf,
  type Intent,
  type SignedContent,
  type SignedPart,
  type StatusContent,
  signedPartsOf,
  signingOrder,
} from './signed.ts';
export type { Head } from './state.ts';
export { DEFAULT_TIMING, type Timing } from './timing.ts';
export { decodeVoteRecord, encodeVoteRecord, heightOfRecord, type VoteRecord } from './vote-record.ts';
