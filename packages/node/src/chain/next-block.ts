/** Waits for another block for a moment: for a client that has just heard of one from a node that is ahead. */
import type { Later } from '../later.ts';
import type { Chain } from './chain.ts';

/** How long a node may lag behind another one that a client has just heard. */
const LAG_MS = 300;

/** Resolves with the next block that is applied, or after the time in which it should have come. */
export function nextBlock(chain: Chain, later: Later): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      forget();
      cancel();
      resolve();
    };
    const forget = chain.onApplied(done);
    const cancel = later(LAG_MS, done);
  });
}
