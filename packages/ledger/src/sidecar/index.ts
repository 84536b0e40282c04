export { checkSidecar, type ExpectedSidecar, expectedSidecar, type SidecarVerdict } from './expected-sidecar.ts';
export {
  decodeSidecar,
  encodeSidecar,
  MAX_SIDECAR_BYTES,
  networkContext,
  type Seal,
  type SectionPlace,
  type SectionSeals,
  type Sidecar,
  type SidecarSection,
  sealContext,
  sealsOf,
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
