/**
 * Key ceremonies with hostile members in `npm test`: seeds of the real state machine and driver over a stand-in for the
 * group, and the same with planted bugs, each of which must be found. Longer: `npm run simulate -- ceremonies`.
 */
import { nobleBackend, nobleGroup, selectGroupBackend, selectSignatureBackend } from '@annals/ledger/crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CEREMONY_BUGS, type CeremonyBug } from './ceremony-bugs.ts';
import { CeremonyViolation } from './ceremony-checker.ts';
import { CeremonyWorld } from './ceremony-world.ts';
import { standInGroup, standInSignatures } from './stand-in-group.ts';

const SEEDS = 20;

beforeAll(() => {
  selectGroupBackend(standInGroup);
  selectSignatureBackend(standInSignatures);
});
afterAll(() => {
  selectGroupBackend(nobleGroup);
  selectSignatureBackend(nobleBackend);
});

describe('key ceremonies with hostile members', () => {
  // ATTACK key-destroyed, bad-share-to-the-absent and the others of their kind, in random mixture.
  test(`${SEEDS} seeds never cost the key, and end`, async () => {
    const outcomes: Record<string, number> = {};
    for (let seed = 0; seed < SEEDS; seed++) {
      const result = await new CeremonyWorld(seed).run();
      if (result.violation) throw new Error([`seed ${seed}: ${result.violation.message}`, ...result.trace].join('\n'));
      for (const [status, count] of Object.entries(result.outcomes)) outcomes[status] = (outcomes[status] ?? 0) + count;
    }
    // Ceremonies of every end took place: the runs are no empty ones.
    for (const status of ['completed', 'incomplete', 'failed', 'abandoned'])
      expect(outcomes[status]).toBeGreaterThan(3);
  }, 300_000);

  test('the same seed gives the same run', async () => {
    const [first, second] = [await new CeremonyWorld(5).run(), await new CeremonyWorld(5).run()];
    expect(first).toEqual(second);
  });
});

describe('planted bugs of ceremonies are found', () => {
  const lawsBroken: { readonly [name: string]: readonly string[] } = {
    'shares go as soon as there is a candidate': ['key-lost'],
    'a share is confirmed before it is synced': ['key-lost'],
    'shares that enough have confirmed are in force': ['key-lost', 'liveness'],
    'confirmations are not counted': ['key-lost'],
    'joining never ends without all': ['liveness'],
    'shares that are shared anew fit, and are of another secret': ['does-not-open'],
  };

  async function firstViolation(bug: CeremonyBug): Promise<CeremonyViolation | null> {
    for (let seed = 0; seed < bug.seeds; seed++) {
      const { violation } = await new CeremonyWorld(seed, bug).run();
      if (violation) return violation;
    }
    return null;
  }

  test.each(CEREMONY_BUGS)(
    '$name',
    async (bug) => {
      const violation = await firstViolation(bug);
      expect(violation).toBeInstanceOf(CeremonyViolation);
      expect(lawsBroken[bug.name]).toContain(violation?.law);
    },
    120_000,
  );
});
