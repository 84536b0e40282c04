export { decodeBatch, decodeIds, encodeBatch, encodeIds, type Fault, MAX_BATCH, type RawTransaction } from './batch.ts';
export { Dissemination, type DisseminationParts } from './dissemination.ts';
export { type Intake, type Source, TransactionIntake, type VerifySignatures } from './intake.ts';
export { MEMPOOL_LIMITS, type MempoolLimits } from './limits.ts';
export { type Admission, Mempool, type PooledTransaction } from './mempool.ts';
export type { BlockAllowance, BlockBounds } from './selection.ts';
