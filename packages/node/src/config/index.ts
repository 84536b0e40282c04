export { configOf, configShape, formatConfig, type NodeConfig, parseConfig } from './config.ts';
