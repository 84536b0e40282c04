export { agencyNamesOfGenesis, fetchAgencies, fetchAgencyNames } from './agencies.ts';
export { type Answers, type AskedWithin, askAll } from './ask-all.ts';
export { type CommittedReading, commitReading } from './commit-reading.ts';
export {
  type Commitment,
  type CommitOptions,
  type CommittedTransaction,
  commitTransactions,
  fetchReceipt,
  type Submission,
} from './commit-transactions.ts';
export { type CommittedContent, fetchCommittedContent } from './committed-content.ts';
export { type AskingOptions, type Contradicted, firstAnswer, type Question } from './first-answer.ts';
export type { GrantedReading, OpenedGrant, OpenedPart } from './grant-opener.ts';
export { inGroups } from './in-groups.ts';
export { fetchNetworkKey } from './network-key.ts';
export { openGranted } from './open-granted.ts';
export {
  type OwnContent,
  type OwnSecrets,
  type OwnSection,
  openOwnContent,
  proveOwnWrong,
} from './own-content.ts';
export {
  type ContentPlace,
  checkedContent,
  type PreparedContent,
  publicContent,
  sealedContent,
} from './prepare-content.ts';
export { fetchPresentHeight, type PresentHeight } from './present-height.ts';
export { fetchPresentRecord } from './present-record.ts';
export {
  type AboutSubject,
  fetchPresentValue,
  fetchPresentValueOfSubject,
  held,
  type Present,
  upToDate,
} from './present-value.ts';
export { fetchProvenList, type ProvenList } from './proven-list.ts';
export {
  type Asks,
  type FetchedValue,
  fetchRecordType,
  fetchRecordTypeVersion,
  fetchValue,
  fetchValueOfSubject,
  type SubjectQuestion,
} from './proven-value.ts';
export { type HiddenReading, readHidden } from './read-hidden.ts';
export { fetchReadReport } from './read-report.ts';
export {
  type ReadItem,
  type Reading,
  type ReadingOptions,
  type ReadingStep,
  readSections,
} from './read-sections.ts';
export {
  type ReadingRequest,
  type ReadingSigner,
  readingBody,
  type SignedReading,
  signReading,
} from './reading-request.ts';
export { SealedSection, type WrongShare } from './sealed-section.ts';
export {
  fetchSealingFacts,
  fetchSubjectKey,
  ownKey,
  type SealingFacts,
  type SealingQuestion,
} from './sealing-facts.ts';
export { fetchNewestOfSubject, type NewestValue } from './value-of-subject.ts';
export { fetchVerifiedBlock } from './verified-block.ts';
