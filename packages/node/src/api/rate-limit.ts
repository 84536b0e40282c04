/** How many requests each client address may make. */
import { accountOf } from '../address-account.ts';
import { Allowances } from '../allowances.ts';
import { API_LIMITS } from './limits.ts';

export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #allowances: Allowances;

  constructor(perSecond: number = API_LIMITS.requestsPerSecond, maxAddresses: number = API_LIMITS.addresses) {
    this.#perSecond = perSecond;
    this.#burst = 2 * perSecond;
    this.#allowances = new Allowances({ perSecond, atOnce: this.#burst, names: maxAddresses });
  }

  /** Takes so many requests from the address's allowance: 0, or in how many milliseconds there will be enough. */
  take(address: string, requests: number, nowMs: number): number {
    const account = accountOf(address);
    const left = this.#allowances.left(account, nowMs);
    // A request for more than an allowance ever holds passes when it is full, and leaves a debt.
    const needed = Math.min(requests, this.#burst);
    if (left < needed) return Math.ceil(((needed - left) / this.#perSecond) * 1_000);
    this.#allowances.spend(account, requests, nowMs);
    return 0;
  }

  /** Whether there is not enough for one more request. */
  isUsedUp(address: string, nowMs: number): boolean {
    return this.#allowances.left(accountOf(address), nowMs) < 1;
  }
}
