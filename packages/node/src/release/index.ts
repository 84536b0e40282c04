export { accessReadOpening, leaseMs } from './access-read-opening.ts';
export { awaitedIn } from './ceremony-part.ts';
export { requireTime } from './committed-requests.ts';
export type { KeyShares } from './key-shares.ts';
export { keyOfEpoch } from './keys-in-force.ts';
export { RELEASE_LIMITS } from './limits.ts';
export { openCeremonies } from './open-ceremonies.ts';
export type { CommittedRequest, Grant, GrantedSeal, Opening } from './opening.ts';
export {
  type LocateSeal,
  type SealedContentParts,
  sealLocator,
  sidecarHashOf,
  sidecarOfVersion,
} from './sealed-versions.ts';
export { KEY_SHARE_FOLDER, shareFileCipher } from './share-file-folder.ts';
export { type GatheredShares, ShareGathering, type WantedShares } from './share-gathering.ts';
export { type ShareAnswer, type ShareRequest, shareAnswerShape, shareRequestShape } from './share-protocol.ts';
export { ShareRelease } from './share-release.ts';
