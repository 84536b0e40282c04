/** A fetch that gives a node up: one that takes a request and never answers must not keep a reader from the next one. */

type Fetch = typeof fetch;

/** A node answers a submission within a minute; longer than that and the platform itself would wait for five. */
const MOST_MS = 75_000;

/** The same fetch; what is not answered whole within the time is aborted. */
export function boundedFetch(fetchOne: Fetch, mostMs = MOST_MS): Fetch {
  return (input, init) => {
    const late = AbortSignal.timeout(mostMs);
    return fetchOne(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, late]) : late });
  };
}
