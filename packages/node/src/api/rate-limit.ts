/** A token bucket for each client address, bounded in number. */
import { API_LIMITS } from './limits.ts';

interface Bucket {
  tokens: number;
  atMs: number;
}

export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #maxAddresses: number;
  /** In the order of last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number = API_LIMITS.requestsPerSecond, maxAddresses: number = API_LIMITS.addresses) {
    this.#perSecond = perSecond;
    this.#burst = 2 * perSecond;
    this.#maxAddresses = maxAddresses;
  }

  /** Takes so many requests from the address's allowance: 0, or in how many milliseconds there will be enough. */
  take(address: string, requests: number, nowMs: number): number {
    const key = accountOf(address);
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, atMs: nowMs };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1_000) * this.#perSecond);
    bucket.atMs = nowMs;
    // A request for more than a bucket ever holds passes when the bucket is full, and leaves a debt.
    const needed = Math.min(requests, this.#burst);
    if (bucket.tokens < needed) return Math.ceil(((needed - bucket.tokens) / this.#perSecond) * 1_000);
    bucket.tokens -= requests;
    if (this.#buckets.size > this.#maxAddresses) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return 0;
  }
}

/** An IPv6 client has a whole /64 to choose its addresses from, so that counts as one. */
export function accountOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}
