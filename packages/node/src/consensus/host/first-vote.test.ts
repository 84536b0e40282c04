import { encode } from '@annals/ledger/codec';
import { describe, expect, test } from '@jest/globals';
import { silentLog } from '../../log.ts';
import type { Network } from '../../network/network.ts';
import { FREE_ACCOUNT } from '../../network/peer-account.ts';
import { heightToVoteFrom, lowestSafe } from './first-vote.ts';

const others = (...isFresh: readonly boolean[]) => isFresh.map((fresh) => ({ height: 0, isFresh: fresh }));

describe('from where a validator without a vote log votes (FAILURES 4)', () => {
  test.each([
    ['a chain that begins', 0, others(true, true, true), 4, 0],
    ['the only validator', 0, [], 1, 0],
    [
      'it alone has forgotten: it abstains at the height where it may have voted',
      9,
      others(false, false, false),
      4,
      11,
    ],
    ['as many have forgotten as the others cannot do without', 9, others(false, false, true), 4, 10],
    ['two of seven: the other five decide', 9, others(false, false, false, false, true), 7, 11],
    ['three of seven', 9, others(false, false, false, false, true, true), 7, 10],
  ])('%s', (_, height, standings, validators, expected) => {
    expect(lowestSafe(height, standings, validators)).toBe(expected);
  });

  /** Peers that say where they stand, and a node that catches up with what they can prove. */
  function waiting(claims: readonly number[], proven: number, seats = ['peer 0', 'peer 1', 'peer 2', 'this node']) {
    let [height, nowMs, isStopped] = [0, 0, false];
    const peers = claims.map((_, i) => ({ peer: `peer ${i}`, connected: true, role: 'validator' }));
    const answer = (claim: number) => encode({ height: claim, isFresh: false });
    const network = {
      peers: () => peers,
      account: () => FREE_ACCOUNT,
      request: async (peer: string) => answer(claims[Number(peer.slice(5))] ?? 0),
    } as unknown as Network;
    const decided = heightToVoteFrom({
      network,
      validators: () => seats,
      height: () => height,
      catchUp: async () => {
        height = proven;
      },
      log: silentLog,
      nowMs: () => nowMs,
      pause: async (delayMs) => {
        nowMs += delayMs;
        isStopped = nowMs > 60_000;
      },
      isStopped: () => isStopped,
    });
    return { decided, waitedMs: () => nowMs };
  }

  test('votes at once when all agree, and above what was proven', async () => {
    const { decided, waitedMs } = waiting([20, 20, 20], 20);
    expect(await decided).toBe(22);
    expect(waitedMs()).toBe(0);
  });

  test('a peer that claims what no certificate bears out does not silence it (FAILURES 20)', async () => {
    const { decided, waitedMs } = waiting([20, 20, 2 ** 50], 20);
    expect(await decided).toBe(22);
    expect(waitedMs()).toBeGreaterThanOrEqual(3_000);
  });

  test('who holds no seat does not count, whatever it says', async () => {
    const seats = ['peer 0', 'away', 'away too', 'this node'];
    const { decided } = waiting([20, 20, 20, 20, 20], 20, seats);
    expect(await decided).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('while fewer than a quorum answer it does not vote', async () => {
    const { decided, waitedMs } = waiting([20], 20);
    expect(await decided).toBe(Number.MAX_SAFE_INTEGER);
    expect(waitedMs()).toBeGreaterThan(60_000);
  });
});
