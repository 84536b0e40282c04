export { VerifyWorker } from './verify-in-worker.ts';
export { verifyInline } from './verify-inline.ts';
