/**
 * Asks several nodes for what any of them can bring: the next beside one that is slow, so that a node which holds an
 * answer back costs no more than its head start.
 */
import type { RestClient } from '../rest/index.ts';
import { answeringFirst } from './nodes.ts';

/** That a full part of a long answer has come. What takes many parts is given more time for each of them. */
export type TookPart = () => void;

/** What is asked of one node; it notes by itself what came of it, and does not throw what a node can bring about. */
export type AskNode = (node: RestClient, signal: AbortSignal, tookPart: TookPart) => Promise<void>;

export interface Turns {
  /** How long a node is asked alone; 0 to ask all at once. */
  readonly headStartMs: number;
  /** How much longer for each part that it brings. */
  readonly headStartOfEachMs?: number;
  /** How long all of it may take; without it as long as the calls themselves. */
  readonly deadlineMs?: number;
  readonly deadlineOfEachMs?: number;
  /** Whether nothing has to be asked any more. */
  readonly isDone: () => boolean;
  /** In the place of the clock, for tests. */
  readonly timeOut?: Timer;
}

/** That a time is over, for whoever waits for something else beside it. */
export type Timer = (ms: number) => { readonly ended: Promise<void>; readonly isOver: () => boolean };

/** Asks until it is done, all have answered or the time is up; what is still asked then is given up. */
export async function inTurns(
  nodes: readonly RestClient[],
  ask: AskNode,
  { headStartMs, headStartOfEachMs = 0, deadlineMs, deadlineOfEachMs = 0, isDone, timeOut: timer = timeOut }: Turns,
): Promise<void> {
  const ended = new AbortController();
  const underWay = new Set<Promise<void>>();
  const whole = deadlineMs === undefined ? undefined : new Allowance(timer, deadlineMs, deadlineOfEachMs);
  const isOver = () => isDone() || whole?.isOver === true;
  const wait = (...others: readonly Promise<void>[]) =>
    Promise.race([...underWay, ...others, ...(whole ? [whole.ended] : [])]);
  for (const node of answeringFirst(nodes)) {
    const alone = headStartMs === 0 ? undefined : new Allowance(timer, headStartMs, headStartOfEachMs);
    const tookPart = () => {
      alone?.extend();
      whole?.extend();
    };
    const asked: Promise<void> = ask(node, ended.signal, tookPart).finally(() => underWay.delete(asked));
    underWay.add(asked);
    if (!alone) continue;
    while (!isOver() && underWay.has(asked) && !alone.isOver) await wait(alone.ended);
    if (isOver()) break;
    // What is asked next begins with another, unless this one has answered by then.
    if (underWay.has(asked)) node.noteSilence();
  }
  while (!isOver() && underWay.size > 0) await wait();
  ended.abort();
}

/** A time that is longer by as much for each part that has come when it would be over. */
class Allowance {
  readonly #timer: Timer;
  readonly #ofEachMs: number;
  #time: ReturnType<Timer>;
  #parts = 0;

  constructor(timer: Timer, ms: number, ofEachMs: number) {
    this.#timer = timer;
    this.#ofEachMs = ofEachMs;
    this.#time = timer(ms);
  }

  extend(): void {
    this.#parts += 1;
  }

  get isOver(): boolean {
    if (!this.#time.isOver()) return false;
    const moreMs = this.#parts * this.#ofEachMs;
    if (moreMs === 0) return true;
    this.#parts = 0;
    this.#time = this.#timer(moreMs);
    return this.#time.isOver();
  }

  /** Resolves when the time as it is now has run; whether it is over is to be asked then. */
  get ended(): Promise<void> {
    return this.#time.ended;
  }
}

/** A time by the clock: it keeps no process alive. */
export const timeOut: Timer = (ms) => {
  const signal = AbortSignal.timeout(ms);
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return { ended, isOver: () => signal.aborted };
};
