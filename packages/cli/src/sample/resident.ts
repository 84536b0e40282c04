/** A citizen of the sample network with her wallet. */
import type { Wallet } from '../wallet/wallet.ts';
import type { Citizen } from './citizens.ts';

export interface Resident extends Citizen {
  readonly wallet: Wallet;
}
