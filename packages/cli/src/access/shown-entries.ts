/** The part of an access log that is shown: all of it is counted, and as much kept as a person could look at. */
import { type AccessEntry, decodeAccessEntry } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';

/** Entries that are shown at once: more than anybody reads, in a few tens of megabytes. */
export const MAX_SHOWN = 20_000;

export class ShownEntries {
  readonly #from: number | undefined;
  #entries: AccessEntry[] = [];
  #size = 0;
  #refused = 0;
  #isMalformed = false;

  /** @param from the number of the first entry to show, from 1 on; the latest are shown without it. */
  constructor(from?: number) {
    this.#from = from;
  }

  /** How many entries there are. */
  get size(): number {
    return this.#size;
  }

  /** How many of all were refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Those that are shown, in their order. @throws AnnalsError `proof.malformed`. */
  get entries(): readonly AccessEntry[] {
    if (this.#isMalformed) throw new AnnalsError('proof.malformed', 'an entry of the access log cannot be read');
    return this.#entries.slice(-MAX_SHOWN);
  }

  /** The number of the first that is shown. */
  get first(): number {
    return this.#from ?? this.#size - Math.min(this.#entries.length, MAX_SHOWN) + 1;
  }

  take(entries: readonly Uint8Array[]): void {
    for (const bytes of entries) this.#takeOne(bytes);
    // Cut off now and then, so that it costs little.
    if (this.#entries.length > 2 * MAX_SHOWN) this.#entries = this.#entries.slice(-MAX_SHOWN);
  }

  #takeOne(bytes: Uint8Array): void {
    this.#size += 1;
    const entry = this.#read(bytes);
    if (!entry) return;
    if (entry.outcome === 'refused') this.#refused += 1;
    const isBefore = this.#from !== undefined && this.#size < this.#from;
    const isFull = this.#from !== undefined && this.#entries.length >= MAX_SHOWN;
    if (!isBefore && !isFull) this.#entries.push(entry);
  }

  /** What cannot be read shows as altered first, when it does not lead to the head. */
  #read(bytes: Uint8Array): AccessEntry | undefined {
    try {
      return decodeAccessEntry(bytes);
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
      this.#isMalformed = true;
      return undefined;
    }
  }
}
