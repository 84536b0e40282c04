import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { faultTolerance, stateKey, type Validator } from '../../block/index.ts';
import { BlockState } from '../block-state.ts';
import { MemoryState } from '../memory-state.ts';
import { agencyOf, GENESIS_TIME_MS, keyOf, sampleGenesis, seatOf } from '../sample-chain.fixture.ts';
import { agreedTimeOf, clockOf, haveTakenTurns, tellTime } from './index.ts';

const names = Array.from({ length: 10 }, (_, i) => `v${i}`);
const seats: readonly Validator[] = names.map((name) => seatOf(name));

/** A state whose set is the first n of the names. */
function stateOf(n: number): BlockState {
  return new BlockState(new MemoryState(sampleGenesis(names.slice(0, n))));
}

/** Blocks by validators in turn, each with what its clock shows. */
function tell(state: BlockState, blocks: readonly (readonly [by: number, clockMs: number])[], first = 1, n = 4): void {
  blocks.forEach(([by, clockMs], i) => {
    tellTime(state, { height: first + i, proposer: (seats[by] as Validator).key, clockMs }, seats.slice(0, n));
  });
}

const at = (ms: number) => GENESIS_TIME_MS + ms;

describe('the agreed time', () => {
  test('is that of genesis at first, and of the one validator where there is one', () => {
    const state = stateOf(1);
    expect(clockOf(state)).toEqual({ agreedMs: GENESIS_TIME_MS, seats: [] });
    tell(state, [[0, at(5)]], 1, 1);
    expect(clockOf(state)).toEqual({ agreedMs: at(5), seats: [{ agency: agencyOf('v0'), clockMs: at(5), height: 1 }] });
  });

  test('ATTACK clock-forward-dated: one of four can say what it likes, as often as it likes', () => {
    const state = stateOf(4);
    tell(
      state,
      Array.from({ length: 20 }, (_, i) => [0, at(1e12 * (i + 1))] as const),
    );
    expect(clockOf(state).agreedMs).toBe(GENESIS_TIME_MS);
    tell(state, [[1, at(100)]], 21);
    expect(clockOf(state).agreedMs).toBe(at(100));
  });

  test('ATTACK clock-back-dated: one of four that says nothing or the past holds nobody up', () => {
    const state = stateOf(4);
    tell(state, [
      [0, 0],
      [1, at(100)],
      [2, at(110)],
      [0, 0],
    ]);
    expect(clockOf(state).agreedMs).toBe(at(100));
  });

  test('never goes back, when clocks are set back or those leave who said it', () => {
    const state = stateOf(4);
    tell(state, [
      [1, at(500)],
      [2, at(600)],
      [1, at(10)],
      [2, at(20)],
    ]);
    expect(clockOf(state).agreedMs).toBe(at(500));
    tellTime(state, { height: 5, proposer: keyOf('v5/validator'), clockMs: at(30) }, seats.slice(4, 8));
    expect(clockOf(state)).toEqual({
      agreedMs: at(500),
      seats: [{ agency: agencyOf('v5'), clockMs: at(30), height: 5 }],
    });
  });

  test('is ahead of no correct clock, and no more than a round of turns behind all of them', () => {
    const turn = fc.record({ skewMs: fc.integer({ min: -60_000, max: 60_000 }), lie: fc.maxSafeNat() });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(turn, { minLength: 10, maxLength: 10 }),
        fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 60 }),
        fc.nat(9),
        (n, turns, gaps, firstFaulty) => {
          const state = stateOf(n);
          const isFaulty = (i: number) => (i - firstFaulty + 10 * n) % n < faultTolerance(n);
          const skews = turns.slice(0, n).flatMap(({ skewMs }, i) => (isFaulty(i) ? [] : [skewMs]));
          let now = at(1_000_000);
          const began: number[] = [];
          gaps.forEach((gap, k) => {
            const by = (k + 1) % n;
            now += gap;
            began.push(now);
            const { skewMs, lie } = turns[by] as (typeof turns)[number];
            // Hostile: of any time, and another one at each turn.
            const clockMs = isFaulty(by) ? (lie * (k + 1)) % Number.MAX_SAFE_INTEGER : now + skewMs;
            tell(state, [[by, clockMs]], k + 1, n);
            const { agreedMs } = clockOf(state);
            expect(agreedMs).toBeLessThanOrEqual(Math.max(GENESIS_TIME_MS, now + Math.max(...skews)));
            const roundAgo = began[k - n + 1];
            if (roundAgo !== undefined) expect(agreedMs).toBeGreaterThanOrEqual(roundAgo + Math.min(...skews));
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('has one value a block, bounded for a hundred seats', () => {
    const many = Array.from({ length: 100 }, (_, i) => seatOf(`v${i}`));
    const state = new BlockState(new MemoryState(sampleGenesis(many.map((_, i) => `v${i}`))));
    many.forEach(({ key }, i) => {
      tellTime(state, { height: i + 1, proposer: key, clockMs: at(i) }, many);
    });
    expect([...state.changedValues().keys()]).toEqual([stateKey.clock]);
    // 34 of 100 say so, one of whom is correct.
    expect(clockOf(state).agreedMs).toBe(at(66));
  });
});

describe('turns', () => {
  test('are taken once f + 1 different validators have proposed since a height', () => {
    const state = stateOf(4);
    tell(state, [
      [0, 0],
      [0, 0],
    ]);
    expect([haveTakenTurns(state, 0), haveTakenTurns(state, 1)]).toEqual([false, false]);
    tell(state, [[1, 0]], 3);
    expect([0, 1, 2, 3].map((height) => haveTakenTurns(state, height))).toEqual([true, true, false, false]);
  });
});

describe('a deadline', () => {
  test('is over by the agreed time, and for who tries a transaction by what it presumes', () => {
    const state = stateOf(4);
    tell(state, [
      [0, at(50)],
      [1, at(100)],
    ]);
    expect([at(50), at(51)].map((deadline) => agreedTimeOf(state).hasPassed(deadline))).toEqual([true, false]);
    const presumed = agreedTimeOf(state, at(80));
    expect([at(50), at(80), at(81)].map((deadline) => presumed.hasPassed(deadline))).toEqual([true, true, false]);
    expect(presumed.agreedMs).toBe(at(50));
  });
});
