export { fetchNetworkKey } from './network-key.ts';
