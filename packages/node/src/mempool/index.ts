export { decodeBatch, encodeBatch, MAX_BATCH, type RawTransaction } from './batch.ts';
export { Dissemination, type DisseminationParts } from './dissemination.ts';
export { type Intake, type Source, TransactionIntake, type VerifySignatures } from './intake.ts';
export { MEMPOOL_LIMITS, type MempoolLimits } from './limits.ts';
export { type Admission, type BlockAllowance, Mempool, type PooledTransaction } from './mempool.ts';
