/** Time that passes only when nothing else is left to do: what waits for it is run in its order, and takes no time. */
import type { Later } from '../../later.ts';

interface Waiting {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

export class VirtualTime {
  nowMs = 0;
  #order = 0;
  readonly #waiting = new Set<Waiting>();

  readonly later: Later = (delayMs, run) => {
    this.#order += 1;
    const one = { atMs: this.nowMs + delayMs, order: this.#order, run };
    this.#waiting.add(one);
    return () => this.#waiting.delete(one);
  };

  /** Resolves after so many milliseconds. */
  readonly pass = (delayMs: number): Promise<void> => new Promise((resolve) => this.later(delayMs, resolve));

  /** Lets time pass until it is so, or until the given moment. */
  async until(isSo: () => boolean, latestMs = Infinity): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isSo()) return;
      const [next] = [...this.#waiting].sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      if (!next || next.atMs > latestMs) return;
      this.#waiting.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
  }
}
