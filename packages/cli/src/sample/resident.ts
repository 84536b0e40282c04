/** A citizen of the sample network with her wallet. */
import type { Wallet } from '@annals/ledger/wallet';
import type { Citizen } from './citizens.ts';

export interface Resident extends Citizen {
  readonly wallet: Wallet;
}
