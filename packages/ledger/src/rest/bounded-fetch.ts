/**
 * A fetch that gives a node up: one that takes a request and never answers, or begins to and never ends, must not keep
 * a client from the next one (ATTACK silent-node).
 */
import type { Fetch } from './fetch.ts';

/** How long a node is waited for. */
export interface Patience {
  /** Until it begins to answer a question. */
  readonly questionMs: number;
  /** Until it begins to answer a submission or a reading: it is asked to wait for others, at most a minute. */
  readonly submissionMs: number;
  /** Until its answer has come whole. */
  readonly wholeMs: number;
}

const PATIENCE: Patience = { questionMs: 10_000, submissionMs: 75_000, wholeMs: 120_000 };

/** The same fetch, which fails as if nobody answered when the time is up. */
export function boundedFetch(fetchOne: Fetch, patience: Partial<Patience> = {}): Fetch {
  const { questionMs, submissionMs, wholeMs } = { ...PATIENCE, ...patience };
  return async (url, init) => {
    const late = new AbortController();
    const begin = AbortSignal.timeout(init.method === 'GET' ? questionMs : submissionMs);
    const giveUp = (): void => late.abort(begin.reason);
    begin.addEventListener('abort', giveUp, { once: true });
    const signals = [late.signal, AbortSignal.timeout(wholeMs), ...(init.signal ? [init.signal] : [])];
    try {
      return await fetchOne(url, { ...init, signal: AbortSignal.any(signals) });
    } finally {
      begin.removeEventListener('abort', giveUp);
    }
  };
}
