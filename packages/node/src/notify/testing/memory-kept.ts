/** What is kept, in memory, by a process that is killed after so many writes. */
import type { KeptValues } from '../../store/store.ts';

export class MemoryKept implements KeptValues {
  readonly #entries = new Map<string, Uint8Array>();
  #left = Number.POSITIVE_INFINITY;

  /** Of the writes from now on only so many happen; the next one never ends, as the process that waits for it does not. */
  cutAfter(writes: number): void {
    this.#left = writes;
  }

  get isCut(): boolean {
    return this.#left < 0;
  }

  /** A new process. */
  mend(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  async entries(): Promise<ReadonlyMap<string, Uint8Array>> {
    return new Map(this.#entries);
  }

  write(changes: ReadonlyMap<string, Uint8Array | null>): Promise<void> {
    this.#left -= 1;
    if (this.isCut) return new Promise(() => {});
    for (const [name, value] of changes) {
      if (value === null) this.#entries.delete(name);
      else this.#entries.set(name, value);
    }
    return Promise.resolve();
  }

  async close(): Promise<void> {}

  /** All bytes as text, to look for what must not be there. */
  text(): string {
    return [...this.#entries].map(([name, value]) => name + Buffer.from(value).toString('latin1')).join();
  }
}
