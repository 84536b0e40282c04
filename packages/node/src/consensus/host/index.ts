export { BlockBodies, type BodiesParts } from './bodies.ts';
export { Driver, type DriverEvents, type DriverParts } from './driver.ts';
export { answerStanding, askStandings, heightToVoteFrom } from './first-vote.ts';
export { hasWork } from './propose.ts';
export { GuardedSigner, localSigningKey, type SigningKey } from './signer.ts';
export { TimeBlocks } from './time-blocks.ts';
export { MessageVerifier } from './verify.ts';
export { VoteLog } from './vote-log.ts';
