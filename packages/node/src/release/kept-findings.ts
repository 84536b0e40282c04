/**
 * What was looked up lately, within bounds: whoever asks again costs nothing, and whoever asks meanwhile waits for the
 * same search. For what never changes once it is found, such as what a committed request was granted.
 */
import { BoundedCache } from '../bounded-cache.ts';

export interface Finding<V> {
  readonly value: V;
  readonly sizeBytes: number;
}

export class KeptFindings<V> {
  readonly #kept: BoundedCache<V>;
  readonly #underWay = new Map<string, Promise<V>>();

  constructor({ entries, bytes }: { readonly entries: number; readonly bytes: number }) {
    this.#kept = new BoundedCache(entries, bytes);
  }

  /** Whether it is here, or being looked up: to ask for it makes no work. */
  has(key: string): boolean {
    return this.#kept.has(key) || this.#underWay.has(key);
  }

  get(key: string, find: () => Promise<Finding<V>>): Promise<V> {
    const kept = this.#kept.get(key);
    return kept === undefined ? (this.#underWay.get(key) ?? this.#find(key, find)) : Promise.resolve(kept);
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }

  #find(key: string, find: () => Promise<Finding<V>>): Promise<V> {
    const search = find()
      .then(({ value, sizeBytes }) => {
        this.#kept.set(key, value, sizeBytes);
        return value;
      })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, search);
    return search;
  }
}
