/**
 * A cache bounded by entries and by bytes. What has been used since it was last its turn to go gets a second chance:
 * nearly as good as forgetting what was not used for longest, and a hit costs no more than a look.
 */

interface Entry<V> {
  readonly value: V;
  readonly sizeBytes: number;
  isUsed: boolean;
}

export class BoundedCache<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #sizeBytes = 0;

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.isUsed = true;
    return entry.value;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, value: V, sizeBytes: number): void {
    this.delete(key);
    // A new one counts as used, or it would be the first to go from a cache of nothing but favourites.
    this.#entries.set(key, { value, sizeBytes, isUsed: true });
    this.#sizeBytes += sizeBytes;
    // A Map keeps the order of insertion, and whoever is inserted again is met again: unused by then, at the latest.
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#maxEntries && this.#sizeBytes <= this.#maxBytes) break;
      if (!entry.isUsed) {
        this.delete(oldest);
        continue;
      }
      entry.isUsed = false;
      this.#entries.delete(oldest);
      this.#entries.set(oldest, entry);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#sizeBytes -= entry.sizeBytes;
  }
}
