export { seeded, type TestNetworkKey, testNetworkKey } from './network.ts';
