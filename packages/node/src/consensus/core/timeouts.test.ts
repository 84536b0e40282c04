import type { BlockHash } from '@annals/ledger/codec';
import { describe, expect, test } from '@jest/globals';
import { MAX_CLOCK_TOLERANCE_MS } from './limits.ts';
import { madeProposal } from './messages.fixture.ts';
import { membershipOf } from './quorum/membership.ts';
import { Replica } from './replica.ts';

const NOW_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const GENESIS = '00'.repeat(32) as BlockHash;

/** Whether an honest backup of n has a fresh block of this view executed, and so votes for its time. */
function takes(n: number, view: number, header: { timeMs: number; clockMs: number }, headMs = NOW_MS - 1_000): boolean {
  const keys = Array.from({ length: n }, (_, i) => new Uint8Array(33).fill(i));
  const primary = (1 + view) % n;
  const membership = membershipOf(keys, keys[(primary + 1) % n] as Uint8Array);
  const replica = new Replica({
    head: { height: 0, block: GENESIS, timeMs: headMs },
    membership,
    parentMembership: membership,
    records: [],
    time: { monotonicMs: 0, wallMs: NOW_MS },
    timing: { heartbeatMs: null },
  });
  const signature = new Uint8Array(64);
  const viewChanges = Array.from({ length: membership.quorum }, (_, signer) => ({ signer, prepared: null, signature }));
  const outputs = replica.step(
    {
      type: 'message',
      from: 'peer',
      message: {
        type: 'pre-prepare',
        height: 1,
        view,
        proposal: madeProposal(0, { proposer: keys[primary] as Uint8Array, ...header }),
        justification: view === 0 ? null : { viewChanges, prepares: null },
        signer: primary,
        signature,
      },
    },
    { monotonicMs: 1, wallMs: NOW_MS },
  );
  return outputs.some(({ type }) => type === 'execute');
}

const at = (ms: number) => ({ timeMs: ms, clockMs: ms });

describe('the time of a fresh block', () => {
  test('ATTACK clock-back-dated: no time of long ago is good, not even the least after the parent', () => {
    const headMs = NOW_MS - 30 * DAY_MS;
    expect(takes(4, 0, at(headMs + 1), headMs)).toBe(false);
    expect(takes(4, 0, at(NOW_MS - 5_001), headMs)).toBe(false);
    expect(takes(4, 0, at(NOW_MS - 5_000), headMs)).toBe(true);
    expect(takes(4, 0, at(NOW_MS), headMs)).toBe(true);
  });

  test.each([4, 7, 10, 31, 49, 100])(
    'ATTACK clock-forward-dated: as many faulty primaries in a row as %i validators tolerate move it by two minutes',
    (n) => {
      const view = Math.floor((n - 1) / 3) - 1;
      const toleranceMs = Math.min(5_000 * 2 ** view, MAX_CLOCK_TOLERANCE_MS);
      for (const sign of [-1, 1]) {
        expect(takes(n, view, at(NOW_MS + sign * toleranceMs), NOW_MS - DAY_MS)).toBe(true);
        for (const beyondMs of [1, 1_000, DAY_MS / 2]) {
          expect(takes(n, view, at(NOW_MS + sign * (toleranceMs + beyondMs)), NOW_MS - DAY_MS)).toBe(false);
        }
      }
      expect(toleranceMs).toBeLessThanOrEqual(120_000);
    },
  );

  test('a chain whose time is ahead of all clocks goes on, a millisecond at a time, and the true clock is stated', () => {
    const headMs = NOW_MS + DAY_MS;
    expect(takes(4, 0, { timeMs: headMs + 1, clockMs: NOW_MS }, headMs)).toBe(true);
    expect(takes(4, 0, { timeMs: headMs + 2, clockMs: NOW_MS }, headMs)).toBe(false);
    expect(takes(4, 0, at(headMs + 1), headMs)).toBe(false);
    expect(takes(4, 0, { timeMs: headMs + 1, clockMs: NOW_MS - 5_001 }, headMs)).toBe(false);
  });

  test('follows from the clock that the block states', () => {
    expect(takes(4, 0, { timeMs: NOW_MS, clockMs: NOW_MS - 1 })).toBe(false);
    expect(takes(4, 0, { timeMs: NOW_MS - 1, clockMs: NOW_MS })).toBe(false);
  });
});
