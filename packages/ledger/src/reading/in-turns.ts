/**
 * Asks several nodes for what any of them can bring: the next beside one that is slow, so that a node which holds an
 * answer back costs no more than its head start.
 */
import type { RestClient } from '../rest/index.ts';
import { answeringFirst } from './nodes.ts';

/** What is asked of one node; it notes by itself what came of it, and does not throw what a node can bring about. */
export type AskNode = (node: RestClient, signal: AbortSignal) => Promise<void>;

export interface Turns {
  /** How long a node is asked alone; 0 to ask all at once. */
  readonly headStartMs: number;
  /** Whether nothing has to be asked any more. */
  readonly isDone: () => boolean;
}

/** Asks until it is done or all have answered; what is still asked then is given up. */
export async function inTurns(
  nodes: readonly RestClient[],
  ask: AskNode,
  { headStartMs, isDone }: Turns,
): Promise<void> {
  const ended = new AbortController();
  const underWay = new Set<Promise<void>>();
  for (const node of answeringFirst(nodes)) {
    const asked: Promise<void> = ask(node, ended.signal).finally(() => underWay.delete(asked));
    underWay.add(asked);
    if (headStartMs === 0) continue;
    const headStart = timeOut(headStartMs);
    while (!isDone() && underWay.has(asked) && !headStart.isOver()) await Promise.race([...underWay, headStart.ended]);
    if (isDone()) break;
  }
  while (!isDone() && underWay.size > 0) await Promise.race(underWay);
  ended.abort();
}

/** That a time is over, for whoever waits for something else beside it: it keeps no process alive. */
export function timeOut(ms: number): { readonly ended: Promise<void>; readonly isOver: () => boolean } {
  const signal = AbortSignal.timeout(ms);
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return { ended, isOver: () => signal.aborted };
}
