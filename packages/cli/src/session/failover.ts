/** A fetch that goes on to the next node when one does not answer or cannot serve, so that one validator down stops nobody. */

import type { Fetch } from '@annals/ledger/rest';

/** What a node answers that is busy, starting or catching up, and a proxy before one that is away. */
const CAN_NOT_SERVE: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Asks the nodes in turn, beginning with the one that answered last. Asking twice is safe: reads change nothing, and a
 * transaction is committed once whoever submits it.
 * @param urls base addresses; requests are made to the first.
 */
export function failoverFetch(urls: readonly string[], fetchOne: Fetch): Fetch {
  const [first = ''] = urls;
  let preferred = 0;
  return async (input, init) => {
    const path = input.slice(first.length);
    let failure: unknown;
    let refused: Awaited<ReturnType<Fetch>> | undefined;
    for (let attempt = 0; attempt < urls.length; attempt++) {
      const at = (preferred + attempt) % urls.length;
      try {
        const response = await fetchOne(`${urls[at]}${path}`, init);
        if (!CAN_NOT_SERVE.has(response.status)) {
          preferred = at;
          return response;
        }
        refused ??= response;
      } catch (error) {
        failure ??= error;
      }
    }
    if (refused) return refused;
    throw failure;
  };
}
