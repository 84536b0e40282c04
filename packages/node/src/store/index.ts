/** The public face of the store. Rooms that only need its types import `store.ts`. */
export { openKeptValues } from './level-kept-values.ts';
export { LevelStore } from './level-store.ts';
export { type NodeData, openData } from './open-data.ts';
export { SegmentSidecarStore, type SidecarOptions } from './segment-sidecar-store.ts';
export type * from './store.ts';
export { VoteLogFile, type VoteLogOptions } from './vote-log-file.ts';
