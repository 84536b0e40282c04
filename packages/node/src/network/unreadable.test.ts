/** What a member sends that does not read: counted against it, and it is shut out, longer each time (FAILURES 19). */
import { AnnalsError } from '@annals/ledger/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Log, silentLog } from '../log.ts';
import { NETWORK_LIMITS } from './limits.ts';
import { LANES, REQUEST_NAMES } from './network.ts';
import { readOnAccount } from './peer-account.ts';
import { connectAll, createMember, statusOf, type TestMember, until } from './testing/members.ts';

/** Reads what begins with a one, and nothing else. */
function readOne(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 1) return bytes;
  throw new AnnalsError('codec.malformed', 'expected a one');
}

const GOOD = Uint8Array.of(1);
const BAD = Uint8Array.of(0);

let victim: TestMember;
let liar: TestMember;
let correct: TestMember;
let heard: string[];
/** How often the victim has lost the liar, and met it again, and for how long it has shut out whom it shut out. */
let gone: number;
let back: number;
let shutOutMs: unknown[];

beforeEach(async () => {
  [heard, gone, back, shutOutMs] = [[], 0, 0, []];
  const limits = { shutOutMs: 200, pulseMs: 50 };
  const log: Log = { ...silentLog, warn: (fields) => shutOutMs.push(fields.shutOutMs) };
  [victim, liar, correct] = [
    await createMember(0, limits, undefined, log),
    await createMember(1),
    await createMember(2),
  ];
  const { network } = victim;
  for (const lane of LANES) {
    network.onMessage(lane, (from, bytes) => {
      readOnAccount(network.account(from), 'a message', () => readOne(bytes));
      heard.push(`${from} ${lane}`);
    });
  }
  for (const name of REQUEST_NAMES) {
    network.onRequest(name, async (from, body) =>
      readOnAccount(network.account(from), 'a request', () => readOne(body)),
    );
  }
  await connectAll([victim, liar, correct]);
  network.onPeer(({ peer, connected }) => {
    if (peer !== liar.peer) return;
    if (connected) back += 1;
    else gone += 1;
  });
});
afterEach(() => Promise.all([victim, liar, correct].map(({ network }) => network.stop())));

const unreadable = (member: TestMember) => statusOf(member, victim).misbehaviour.unreadable;

async function expectShutOut(times: number): Promise<void> {
  await until(() => unreadable(liar) === times && gone === times);
  expect(unreadable(correct)).toBe(0);
  expect(victim.network.counters().handlerErrors).toBe(0);
}

describe('ATTACK unreadable-messages', () => {
  test.each(LANES)('a message on the lane %s', async (lane) => {
    liar.network.send(victim.peer, lane, BAD);
    await expectShutOut(1);
    correct.network.send(victim.peer, lane, GOOD);
    await until(() => heard.includes(`${correct.peer} ${lane}`));
  });

  test.each(REQUEST_NAMES)('the request %s', async (name) => {
    await expect(liar.network.request(victim.peer, name, BAD, 5_000)).rejects.toThrow();
    await expectShutOut(1);
    expect(await correct.network.request(victim.peer, name, GOOD, 5_000)).toEqual(GOOD);
  });

  test('an answer', async () => {
    liar.network.onRequest('blocks', async () => BAD);
    const answer = await victim.network.request(liar.peer, 'blocks', GOOD, 5_000);
    expect(() => readOnAccount(victim.network.account(liar.peer), 'an answer', () => readOne(answer))).toThrow(
      expect.objectContaining({ code: 'codec.malformed' }),
    );
    await expectShutOut(1);
  });

  test('comes back later each time', async () => {
    for (let times = 1; times <= 3; times++) {
      await until(() => statusOf(victim, liar).connected && statusOf(liar, victim).connected);
      liar.network.send(victim.peer, 'vote', BAD);
      await expectShutOut(times);
      await until(() => back === times);
    }
    // What it is told; that it is kept to is shown with time as an argument (shut-out.test.ts).
    expect(shutOutMs).toEqual([200, 400, 800]);
  });
});

describe('ATTACK costly-peer', () => {
  test('what a costly peer sends waits at it, while all others are served', async () => {
    const costly = await createMember(3, {
      peerTime: { ...NETWORK_LIMITS.peerTime, sharedMsPerSecond: 40, commonMsPerSecond: 0, leastBurstMs: 1 },
    });
    let [fromLiar, fromCorrect] = [0, 0];
    costly.network.onMessage('transaction', (from) => {
      const endMs = performance.now() + (from === liar.peer ? 20 : 0);
      while (performance.now() < endMs);
      if (from === liar.peer) fromLiar += 1;
      else fromCorrect += 1;
    });
    try {
      await connectAll([costly]);
      const members = [victim, liar, correct, costly].map(({ peer, network }) => ({
        peer,
        role: 'validator' as const,
        address: network.addresses()[0] as string,
      }));
      for (const { network } of [victim, liar, correct, costly]) network.setMembers(members);
      await until(() =>
        [liar, correct].every((one) => statusOf(costly, one).connected && statusOf(one, costly).connected),
      );
      for (let i = 0; i < 500; i++) liar.network.send(costly.peer, 'transaction', new Uint8Array(1_000));
      await until(() => fromLiar >= 2);
      const before = fromLiar;
      for (let i = 0; i < 100; i++) correct.network.send(costly.peer, 'transaction', GOOD);
      await until(() => fromCorrect === 100);
      // Served at once, they would take ten seconds; the share of one of three is 13 ms a second.
      expect(fromLiar - before).toBeLessThan(50);
      expect(statusOf(liar, costly)).toMatchObject({ connected: true });
      expect(statusOf(liar, costly).spentMs).toBeGreaterThan(statusOf(correct, costly).spentMs);
    } finally {
      await costly.network.stop();
    }
  });
});
