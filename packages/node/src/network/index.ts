export { peerIdOf, peerIdOfPublicKey } from './identity.ts';
export { createLibp2pNetwork, type Libp2pNetworkOptions } from './libp2p-network.ts';
export { NETWORK_LIMITS, type NetworkLimits } from './limits.ts';
export * from './network.ts';
export { FREE_ACCOUNT, type PeerAccount, readOnAccount, UnreadableError } from './peer-account.ts';
