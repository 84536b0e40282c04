import { describe, expect, test } from '@jest/globals';
import { TimeBlocks } from './time-blocks.ts';

/** Time that a test moves on, a deadline that something waits for, and the blocks that are owed. */
class Stage {
  nowMs = 0;
  /** By how much this node's clock differs. */
  skewMs = 0;
  awaitedMs: number | undefined;
  awaitsTurns = false;
  /** When each block was owed. Each is made at once. */
  readonly owed: number[] = [];
  #timer: { atMs: number; run: () => void } | undefined;
  readonly blocks = new TimeBlocks({
    chain: {
      state: {
        get: () => undefined,
        hasTransaction: () => false,
        tree: { get: () => undefined },
        decoded: { get: () => ({ agreedMs: 0, seats: [] }), set: () => {} },
      },
    } as never,
    mempool: { earliestAwaited: () => this.awaitedMs },
    awaitsTurns: () => this.awaitsTurns,
    wallMs: () => this.nowMs + this.skewMs,
    nowMs: () => this.nowMs,
    later: (delayMs, run) => {
      const timer = { atMs: this.nowMs + delayMs, run };
      this.#timer = timer;
      return () => {
        if (this.#timer === timer) this.#timer = undefined;
      };
    },
    onDue: () => {
      this.owed.push(this.nowMs);
    },
  });

  /** Lets time pass; every block that is owed takes a moment to be decided. */
  pass(untilMs: number): void {
    for (;;) {
      const made = this.owed.at(-1);
      const blockAtMs = made === undefined || made + 40 <= this.nowMs ? Infinity : made + 40;
      const next = Math.min(blockAtMs, this.#timer?.atMs ?? Infinity);
      if (next > untilMs) break;
      this.nowMs = next;
      if (next === blockAtMs) this.blocks.note(true);
      else {
        const timer = this.#timer;
        this.#timer = undefined;
        timer?.run();
      }
    }
    this.nowMs = untilMs;
  }
}

describe('blocks that are owed for the time', () => {
  test('none while nothing waits, and none before the deadline has come by this clock', () => {
    const stage = new Stage();
    stage.blocks.note(false);
    stage.pass(60_000);
    stage.awaitedMs = 70_000;
    stage.blocks.note(false);
    stage.pass(69_999);
    expect(stage.owed).toEqual([]);
    expect(stage.blocks.isDue()).toBe(false);
    stage.pass(70_001);
    expect(stage.owed).toEqual([70_000]);
    expect(stage.blocks.isDue()).toBe(true);
  });

  test('enough for f + 1 of a hundred within seconds, and no flood while the clocks of the others are far behind', () => {
    const stage = new Stage();
    stage.awaitedMs = 1_000;
    stage.blocks.note(false);
    stage.pass(4_000);
    expect(stage.owed.length).toBeGreaterThan(34);
    stage.pass(121_000);
    expect(stage.owed.length).toBeLessThan(350);
    // One a second in the end, as long as it takes.
    const { length } = stage.owed;
    stage.pass(131_000);
    expect(stage.owed.length - length).toBeLessThanOrEqual(11);
    expect(stage.owed.length).toBeGreaterThan(length);
  });

  test('end when the time is agreed, and begin again at once with the next deadline', () => {
    const stage = new Stage();
    stage.awaitedMs = 1_000;
    stage.blocks.note(false);
    stage.pass(61_000);
    stage.awaitedMs = undefined;
    stage.pass(200_000);
    const { length } = stage.owed;
    stage.pass(300_000);
    expect(stage.owed).toHaveLength(length);
    stage.awaitedMs = 250_000;
    stage.blocks.note(false);
    expect(stage.owed).toHaveLength(length + 1);
  });

  test('as many as a round needs for its time to begin', () => {
    const stage = new Stage();
    stage.awaitsTurns = true;
    stage.blocks.note(false);
    stage.pass(1_000);
    expect(stage.owed.length).toBeGreaterThan(3);
    stage.awaitsTurns = false;
    stage.pass(2_000);
    const { length } = stage.owed;
    stage.pass(60_000);
    expect(stage.owed).toHaveLength(length);
  });

  test('none once it is stopped', () => {
    const stage = new Stage();
    stage.awaitedMs = 1_000;
    stage.blocks.note(false);
    stage.blocks.stop();
    stage.pass(10_000);
    expect(stage.owed).toEqual([]);
  });
});
