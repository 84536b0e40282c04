/**
 * Bytes that nobody can read, by a stranger at every validator and by a member on every lane and as every answer: the
 * others go on deciding, no process ends, and who lied is named.
 */
import { routes } from '@annals/ledger/rest';
import type { Network } from '@annals/node/network';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import { sendBombs } from '../harness/strangers.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { answerUnreadably, boast, sendUnreadably } from '../harness/unreadable-member.ts';

const HOSTILE = 3;
const HONEST = [0, 1, 2];
/** Generous, for a machine that does much else: without the attack it takes a few dozen milliseconds. */
const COMMITS_WITHIN_MS = 30_000;

let network: TestNetwork;
let actors: Actors;
let agency: Signer;
let hostile: Network | undefined;

beforeAll(async () => {
  network = await TestNetwork.start();
  actors = new Actors(network.chain);
  agency = actors.agency((network.seats[0] as Seat).agencySecret);
}, 300_000);
afterAll(async () => {
  await hostile?.stop();
  await network?.stop();
});

async function expectCommit(i: number): Promise<void> {
  const enrolment = actors.enrol(agency, 'health').submit;
  expect(await commit(network.client(i), [enrolment], COMMITS_WITHIN_MS)).toMatchObject([{ status: 'committed' }]);
}

test('ATTACK request-bomb: a stranger sends the largest bodies there are to every validator at once', async () => {
  const sending = sendBombs(network);
  for (let i = 0; i < 4; i++) await expectCommit(i);
  for (const status of await sending) expect([400, 413, 429, 503]).toContain(status);
  for (let i = 0; i < 4; i++) {
    expect(network.isRunning(i)).toBe(true);
    await expectCommit(i);
  }
}, 300_000);

test('ATTACK unreadable-messages: a member sends what nobody can read, on every lane and as every answer', async () => {
  let asked = 0;
  const member = await takeSeat(network, HOSTILE, (taken) =>
    answerUnreadably(taken, () => {
      asked += 1;
    }),
  );
  hostile = member;

  boast(member);
  await network.until('somebody has asked the hostile member', () => asked > 0);

  const end = sendUnreadably(member);
  try {
    for (let round = 0; round < 4; round++) for (const i of HONEST) await expectCommit(i);
  } finally {
    end();
  }
  const named = new RegExp(`annals_peer_misbehaviour_total{peer="${member.peer}",kind="unreadable"} [1-9]`);
  for (const i of HONEST) {
    expect(network.isRunning(i)).toBe(true);
    const { connected } = await network.client(i).call(routes.status);
    expect(connected).toBeGreaterThanOrEqual(2);
    const metrics = await (await fetch(`${network.url(i)}/metrics`)).text();
    expect(metrics).toMatch(named);
    // Nobody else is blamed for it.
    expect(metrics.match(/annals_peer_misbehaviour_total\{peer="[^"]+",kind="unreadable"\}/g)).toEqual([
      expect.stringContaining(member.peer),
    ]);
  }
}, 240_000);
