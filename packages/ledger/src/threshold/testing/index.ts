export { crookedDealing } from './crooked-dealing.ts';
export { seeded, type TestNetworkKey, testNetworkKey } from './network.ts';
