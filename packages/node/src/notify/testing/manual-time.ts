/** Time that passes when a test says so. */
import type { Later } from '../../later.ts';

export class ManualTime {
  nowMs: number;
  #waiting: { readonly atMs: number; readonly run: () => void }[] = [];

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly later: Later = (delayMs, run) => {
    const one = { atMs: this.nowMs + delayMs, run };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== one);
    };
  };

  readonly wallMs = (): number => this.nowMs;

  /** Lets time pass, and what is due run in order, with all that follows from it at once. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = this.nowMs + durationMs;
    await settled();
    for (;;) {
      const next = this.#waiting.toSorted((a, b) => a.atMs - b.atMs).find(({ atMs }) => atMs <= untilMs);
      if (!next) break;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      await settled();
    }
    this.nowMs = untilMs;
  }
}

/** Resolves when what follows without waiting for time, such as reads and writes of the disk, has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}
