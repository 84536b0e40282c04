export { BlockSync, type BlockSyncParts } from './block-sync.ts';
export { decodeBlocks, decodeBlocksRequest, encodeBlocks, encodeBlocksRequest } from './blocks-protocol.ts';
export { SidecarSync, type SidecarSyncParts } from './sidecar-sync.ts';
