export { verifyInline } from './verify-inline.ts';
export { VerifyWorker } from './verify-in-worker.ts';
