export { type Lie, NodeOfChain, WalletChain } from './wallet-chain.ts';
