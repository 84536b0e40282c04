import { AnnalsError } from '@annals/ledger/errors';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Network } from '../network/network.ts';
import { ASKING_LIMITS } from './limits.ts';
import { type Outcome, PeerChoice } from './peer-choice.ts';
import { VirtualTime } from './testing/virtual-time.ts';

const { patienceMs, pauseMs, wrongPauseMs } = ASKING_LIMITS;
const REST_MS = 500;
const USEFUL = { type: 'useful' } as const;

let time: VirtualTime;
let peers: string[];
let choice: PeerChoice;
let asked: string[];
/** What each peer does; one that is not named here never answers. */
let does: { [peer: string]: () => Promise<Outcome> };

beforeEach(() => {
  time = new VirtualTime();
  peers = ['a', 'b', 'c'];
  asked = [];
  does = {};
  const network = {
    peers: () => peers.map((peer) => ({ peer, connected: peer !== 'away' })),
  } as unknown as Pick<Network, 'peers'>;
  choice = new PeerChoice({ network, nowMs: () => time.nowMs, later: time.later, restMs: REST_MS });
});

/** Asks until somebody was useful, unless told otherwise; gives who was asked, and when it was over. */
async function ask(options: { first?: string; mostPeers?: number; isDone?: () => boolean } = {}) {
  let isUseful = false;
  let isOver = false;
  asked = [];
  const beganMs = time.nowMs;
  void choice
    .ask({
      isDone: () => isUseful,
      attempt: async (peer) => {
        asked.push(peer);
        const outcome = await (does[peer]?.() ?? new Promise<Outcome>(() => undefined));
        isUseful ||= outcome.type === 'useful';
        return outcome;
      },
      ...options,
    })
    .then(() => {
      isOver = true;
    });
  await time.until(() => isOver, beganMs + 60_000);
  return { asked: asked.join(''), tookMs: isOver ? time.nowMs - beganMs : Infinity };
}
const after =
  (delayMs: number, outcome: Outcome = USEFUL) =>
  async () => {
    await time.pass(delayMs);
    return outcome;
  };
const fails = (cause: Error) => async () => {
  throw cause;
};

describe('of several peers', () => {
  test('one is asked, and nobody else when it answers', async () => {
    does = { a: after(100) };
    expect(await ask()).toEqual({ asked: 'a', tookMs: 100 });
  });

  test('the next is asked beside one that is slow, whose answer still counts (ATTACK slow-peer)', async () => {
    does = { a: after(patienceMs + 300), b: after(5_000) };
    expect(await ask()).toEqual({ asked: 'ab', tookMs: patienceMs + 300 });
  });

  test('patience doubles with each that is slow, and ends when somebody has said that it has nothing', async () => {
    does = { c: after(10, { type: 'empty' }) };
    expect(await ask()).toEqual({ asked: 'abc', tookMs: 3 * patienceMs + 10 });
  });

  test('who was left is waited for where nobody else has said anything', async () => {
    does = { a: after(7_500), b: fails(new Error('broken')) };
    peers = ['a', 'b', 'away'];
    expect(await ask()).toEqual({ asked: 'ab', tookMs: 7_500 });
  });

  test('the quickest of late comes first, then who is not measured, then who brings little', async () => {
    does = { a: after(700), b: after(30), c: after(10, { type: 'short', parts: 100 }) };
    for (const first of peers) await ask({ first });
    time.nowMs += REST_MS;
    peers.push('new');
    does = {};
    expect((await ask()).asked).toBe('bnewca');
  });

  test('one with requests under way gives the next to others', async () => {
    does = { a: after(100), b: after(150) };
    for (const first of ['a', 'b']) await ask({ first });
    does = {};
    void choice.attempt('a', () => new Promise(() => undefined));
    expect((await ask()).asked[0]).toBe('b');
  });

  test('who failed is asked only when nobody else has an answer, for longer each time', async () => {
    peers = ['a', 'b'];
    does = { a: fails(new Error('broken')), b: after(10) };
    expect((await ask()).asked).toBe('ab');
    does = { b: after(10, { type: 'empty' }) };
    expect((await ask()).asked).toBe('b');
    time.nowMs += REST_MS;
    does = { a: after(1), b: fails(new Error('broken')) };
    expect((await ask({ first: 'a' })).asked).toBe('ba');

    does = { a: fails(new AnnalsError('codec.shape', 'nonsense')), b: after(10) };
    time.nowMs += 10 * wrongPauseMs;
    for (const pause of [wrongPauseMs, 2 * wrongPauseMs]) {
      time.nowMs += REST_MS;
      expect((await ask({ first: 'a' })).asked).toBe('ab');
      time.nowMs += pause - REST_MS;
      expect((await ask({ first: 'a' })).asked).toBe('b');
      time.nowMs += REST_MS;
    }
    expect(choice.isTrusted('b')).toBe(true);
    expect(pauseMs).toBeLessThan(wrongPauseMs);
  });

  test('who had nothing rests, unless that is ended', async () => {
    peers = ['a'];
    does = { a: after(1, { type: 'empty' }) };
    expect((await ask()).asked).toBe('a');
    expect((await ask()).asked).toBe('');
    choice.endRests();
    expect((await ask()).asked).toBe('a');
  });

  test('no more are asked than allowed, and none when it is done', async () => {
    expect((await ask({ mostPeers: 2 })).asked).toBe('ab');
    expect(await ask({ isDone: () => true })).toEqual({ asked: '', tookMs: 0 });
  });
});
