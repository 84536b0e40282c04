export { Doorkeeper, type ReadBody } from './doorkeeper.ts';
export { type BodyFormat, DOORKEEPER_LIMITS, maxBodyBytes } from './limits.ts';
export { canonicalBody, type FaultAt } from './read-body.ts';
