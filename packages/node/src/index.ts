/** The public face of the node package: what the CLI and tests start a node with. */
export { configOf, formatConfig, type NodeConfig, parseConfig } from './config/index.ts';
export { localSigningKey, type SigningKey } from './consensus/host/index.ts';
export { chooseCryptoBackends } from './crypto-backends.ts';
export { createLog } from './log/index.ts';
export { type Log, silentLog } from './log.ts';
export { type NodeOptions, type RunningNode, startNode } from './node.ts';
export { NODE_ARGUMENTS } from './node-arguments.ts';
export type { NodeServices } from './services.ts';
