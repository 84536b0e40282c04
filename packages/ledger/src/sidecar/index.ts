export {
  checkSidecar,
  type ExpectedSidecar,
  expectedSidecar,
  type SidecarVerdict,
  sealedContentOf,
} from './expected-sidecar.ts';
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
export {
  discloseSeal,
  isDisclosureRight,
  type SealDisclosure,
  sealDisclosureShape,
} from './seal-disclosure.ts';
export { type RecordToSeal, type SealedRecord, sealRecord } from './seal-record.ts';
export { isSealProven, openDisclosedSeal, openSubjectSeal } from './subject-seal.ts';
