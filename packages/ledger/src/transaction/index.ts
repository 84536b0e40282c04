export * from './envelope.ts';
export { hashShape, publicKeyShape, signatureShape } from './keys.ts';
export { type LocalizedText, localizedTextShape } from './localized-text.ts';
export * from './object-id.ts';
export {
  type AccessItem,
  accessItemShape,
  basisShape,
  MAX_ACCESS_ITEMS,
  readerDigest,
  sectionsReadShape,
} from './payloads/access-read.ts';
export {
  HIDDEN_PLAINTEXT_BYTES,
  HIDDEN_SEED_SIZE_BYTES,
  type HiddenDetails,
  type HiddenDisclosure,
  type HiddenPackage,
  hiddenDetailsShape,
  hiddenDisclosureShape,
  hiddenPackageShape,
  hiddenReaderDigest,
} from './payloads/access-read-hidden.ts';
export { type RestrictionScope, restrictionScopeShape } from './payloads/access-restrict.ts';
export { CEREMONY_ROUNDS, type CeremonyRound } from './payloads/ceremony-advance.ts';
export { ceremonyJoinDigest } from './payloads/ceremony-join.ts';
export { type ConsentScope, consentTermsFields } from './payloads/consent-grant.ts';
export { MAX_CONFIRMED_AT_ONCE } from './payloads/erasure-confirm.ts';
export { type SignedVote, signedVoteShape, type Vote, voteShape } from './payloads/evidence-report.ts';
export { type BodyOf, isTransactionKind, PAYLOADS, type TransactionKind } from './payloads/index.ts';
export { type MandateKind, mandateTermsFields } from './payloads/mandate-grant.ts';
export { amountShape, currencyShape, monthNumber, periodShape } from './payloads/money.ts';
export { rolesShape } from './payloads/officer-appoint.ts';
export { enrolmentDigest } from './payloads/person-enrol.ts';
export { rotationDigest } from './payloads/person-rotate-key.ts';
export {
  addressShape,
  agencyRolesShape,
  MAX_AGENCY_ROLES,
  type ProposalAction,
  type ProposalActionOf,
  type ProposalActionType,
  peerShape,
  proposalActionShape,
  quotaShape,
} from './payloads/proposal-action.ts';
export {
  MAX_PUBLIC_CONTENT_LENGTH,
  type RecordContent,
  recordContentShape,
  type SealedContent,
  sealedContentShape,
} from './payloads/record-content.ts';
export { recoveryDigest } from './payloads/recovery-request.ts';
export { isProtective } from './protective.ts';
export * from './record-type.ts';
