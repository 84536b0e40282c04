export {
  type ErasureCertificate,
  erasureCertificateShape,
  formatErasureCertificate,
  MAX_ERASURE_FILE_BYTES,
  type VerifiedErasure,
  verifyErasureCertificate,
} from './erasure-certificate.ts';
export { readLogFile } from './log-file.ts';
export { joinLogParts } from './log-parts.ts';
export * from './proofs.ts';
export { type Proven, partOf } from './proven.ts';
export {
  MAX_TRAIL_FILE_BYTES,
  TrailFileWriter,
  trailFileShape,
} from './trail-file.ts';
export { type Trusted, trustGenesis } from './trusted.ts';
export { type Refused, readUntrusted, refused, type Verdict } from './verdict.ts';
export { type VerifiedHeader, type VerifyOptions, verifyHeader } from './verify-header.ts';
export {
  type LogProof,
  LogReading,
  type ProvenLogHead,
  type VerifiedLog,
  type VerifiedRecord,
  type VerifyLogOptions,
  verifyRecordHistory,
  verifyTakenTrail,
  verifyTrail,
  verifyTrailHead,
} from './verify-log.ts';
export {
  MAX_SUBJECTS_OF_KEY,
  type ProvenSubjects,
  provenSubjectsShape,
  type SubjectOfKey,
  type VerifiedSubjects,
  verifyOwnSubjects,
} from './verify-own-subjects.ts';
export { type VerifiedReceipt, verifyReceipt } from './verify-receipt.ts';
export { type ReportAsked, type ReportStanding, type VerifiedReport, verifyReadReport } from './verify-silence.ts';
export {
  type ProvenStanding,
  provenStandingShape,
  provenStatesFields,
  type VerifiedStanding,
  type VerifiedStates,
  verifyStanding,
  verifyStates,
} from './verify-standing.ts';
export { type VerifiedValue, verifyStateAt, verifyValue } from './verify-value.ts';
