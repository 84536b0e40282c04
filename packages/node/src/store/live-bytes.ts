/** How many bytes of content each segment holds, and all together: kept in memory and in the index. */
import type { Write } from './database.ts';
import { readSegment, segmentWrite } from './sidecar-index.ts';
import type { Place } from './sidecar-segments.ts';

export class LiveBytes {
  readonly #ofSegments = new Map<number, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  of(segment: number): number {
    return this.#ofSegments.get(segment) ?? 0;
  }

  /** Takes a count from the index. */
  read(key: Uint8Array, value: Uint8Array): void {
    const [segment, bytes] = readSegment(key, value);
    this.#ofSegments.set(segment, bytes);
    this.#total += bytes;
  }

  /** Counts content in (1) or out (-1), and gives the writes that keep the count. */
  count(places: readonly Place[], sign: 1 | -1 = 1): Write[] {
    for (const { segment, sizeBytes } of places) {
      this.#ofSegments.set(segment, this.of(segment) + sign * sizeBytes);
      this.#total += sign * sizeBytes;
    }
    return [...new Set(places.map(({ segment }) => segment))].map((segment) => segmentWrite(segment, this.of(segment)));
  }

  forget(segment: number): void {
    this.#ofSegments.delete(segment);
  }
}
