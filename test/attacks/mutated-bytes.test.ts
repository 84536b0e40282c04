/** Everything that comes from outside, changed at random and blown up: it reads, or is refused with a code, at little cost. */
import { AnnalsError } from '@annals/ledger/errors';
import { LANES, REQUEST_NAMES } from '@annals/node/network';
import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../chaos/random.ts';
import { hostileBytes } from '../harness/mutated-bytes.ts';
import { answerWays, bodyWays, laneWays, requestWays, type WayIn } from '../harness/untrusted-inputs.ts';

const CHAIN = new Uint8Array(32).fill(3);
const TRIES = 150;
/** Beyond what the bytes themselves take; a list of empty byte strings took 200 MB for each MiB of them. */
const MAX_GROWTH_BYTES = 200 * 1024 * 1024;

const WAYS: readonly WayIn[] = [...bodyWays(CHAIN), ...laneWays(CHAIN), ...requestWays(CHAIN), ...answerWays()];

describe('ATTACK item-bomb: every way in', () => {
  test('is among those that are tried', () => {
    const names = WAYS.map(({ name }) => name).join('\n');
    for (const lane of LANES) expect(names).toContain(`on the lane ${lane}`);
    for (const request of REQUEST_NAMES) expect(names).toContain(`the request ${request}`);
  });

  test.each(WAYS.map((way, seed) => [way.name, way, seed] as const))(
    '%s',
    (name, { valid, read, maxBytes, isJson }, seed) => {
      const random = new SeededRandom(seed);
      let refused = 0;
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < TRIES; i++) {
        const bytes = hostileBytes(valid, maxBytes, isJson, random);
        try {
          read(bytes);
        } catch (error) {
          if (!(error instanceof AnnalsError)) throw error;
          refused += 1;
        }
      }
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(MAX_GROWTH_BYTES);
      // Hashes side by side, and nothing: of these there is little to refuse.
      if (!/request (sidecars|status|transactions)/.test(name)) expect(refused).toBeGreaterThan(TRIES / 4);
    },
  );
});
