export { checkSidecar, type ExpectedSidecar, expectedSidecar, type SidecarVerdict } from './expected-sidecar.ts';
export {
  decodeSidecar,
  encodeSidecar,
  MAX_SIDECAR_BYTES,
  networkContext,
  type SectionPlace,
  type Sidecar,
  type SidecarSection,
  sealContext,
  sidecarHash,
} from './format.ts';
export {
  type CommittedSection,
  findSection,
  type OpenedSection,
  openSection,
  openWithContentKey,
  readPlaintext,
  type SectionToOpen,
} from './open-section.ts';
export { type RecordToSeal, type SealedRecord, sealRecord } from './seal-record.ts';
export { isSealProven, openSubjectSeal } from './subject-seal.ts';
