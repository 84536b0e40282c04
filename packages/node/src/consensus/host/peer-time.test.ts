import { expect, test } from '@jest/globals';
import { PeerTime } from './peer-time.ts';

/** How long of a minute the messages of a peer occupy, that come without a pause and take so long each. */
function occupiedMs(allowance: PeerTime, peer: string, messageMs: number): number {
  let spentMs = 0;
  for (let nowMs = 0; nowMs < 60_000; ) {
    if (!allowance.has(peer, nowMs)) {
      nowMs += 1;
      continue;
    }
    allowance.charge(peer, messageMs, nowMs);
    spentMs += messageMs;
    nowMs += messageMs;
  }
  return spentMs;
}

test('a peer that floods takes no more than its part of the time, and leaves the others theirs', () => {
  const allowance = new PeerTime();
  expect(occupiedMs(allowance, 'faulty', 15)).toBeLessThan(0.45 * 60_000);
  expect(allowance.has('correct', 60_000)).toBe(true);
});

test('a peer that sends now and then is always heard', () => {
  const allowance = new PeerTime();
  for (let nowMs = 0; nowMs < 60_000; nowMs += 50) {
    expect(allowance.has('correct', nowMs)).toBe(true);
    allowance.charge('correct', 15, nowMs);
  }
});
