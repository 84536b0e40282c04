export { BlockSync, type BlockSyncParts } from './block-sync.ts';
export { SidecarSync, type SidecarSyncParts } from './sidecar-sync.ts';
