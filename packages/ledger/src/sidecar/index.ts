export { checkSidecar, type ExpectedSidecar, expectedSidecar, type SidecarVerdict } from './expected-sidecar.ts';
export {
  decodeSidecar,
  MAX_SIDECAR_BYTES,
  type Seal,
  type SectionPlace,
  type Sidecar,
  type SidecarSection,
  sealContext,
  sidecarHash,
} from './format.ts';
export { type OpenedSection, openSection, readPlaintext, type SectionToOpen } from './open-section.ts';
export { type RecordToSeal, type SealedRecord, sealRecord } from './seal-record.ts';
