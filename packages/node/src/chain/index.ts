export { agreedMs, awaitsTurns, laterMs } from './agreed-time.ts';
export { type AppliedBlock, type AppliedListener, Chain } from './chain.ts';
export { type Committed, CommitWaiter } from './commit-waiter.ts';
export { type CommittedBlock, committedBlock, storedCommittedBlock } from './committed-block.ts';
export { isErased } from './erased.ts';
export type { ClaimedBlock, ExecutedBlock, ExecutionVerdict } from './executed-block.ts';
export { heightBefore } from './height-before.ts';
export { nextBlock } from './next-block.ts';
export { RecordChanges } from './record-changes.ts';
