/**
 * Bytes that nobody can read, by a stranger at every validator and by a member on every lane and as every answer: the
 * others go on deciding, no process ends, and who lied is named.
 */
import type { BlockHash } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { encodeMessage } from '@annals/node/consensus/core';
import { LANES, NETWORK_LIMITS, type Network, REQUEST_NAMES } from '@annals/node/network';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const MIB = 1024 * 1024;
const HOSTILE = 3;
const HONEST = [0, 1, 2];
/** Generous, for a machine that does much else: without the attack it takes a few dozen milliseconds. */
const COMMITS_WITHIN_MS = 30_000;

/** A list of empty byte strings, as many as there is room for. */
function bomb(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes).fill(0x40);
  bytes[0] = 0x9a;
  new DataView(bytes.buffer).setUint32(1, sizeBytes - 5);
  return bytes;
}

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
  const jsonBomb = new TextEncoder().encode(`[${'[],'.repeat(5 * MIB)}[]]`);
  const bodies: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
    ['application/cbor', bomb(32 * MIB - 64)],
    ['application/cbor', bomb(15 * MIB)],
    ['application/json', jsonBomb],
    ['application/json', new Uint8Array(15 * MIB).fill(0x5b)],
  ];
  const sending = network.seats.flatMap((_, i) =>
    bodies.map(async ([type, body]) => {
      const init = { method: 'POST', headers: { 'content-type': type }, body };
      // A server may hang up on what it will not read; if it answers, then that it does not take it.
      const answer = await fetch(`${network.url(i)}/v1/transactions`, init).catch(() => undefined);
      return answer?.status ?? 400;
    }),
  );
  for (let i = 0; i < 4; i++) await expectCommit(i);
  for (const status of await Promise.all(sending)) expect([400, 413, 429, 503]).toContain(status);
  for (let i = 0; i < 4; i++) {
    expect(network.isRunning(i)).toBe(true);
    await expectCommit(i);
  }
}, 300_000);

test('ATTACK unreadable-messages: a member sends what nobody can read, on every lane and as every answer', async () => {
  let asked = 0;
  const member = await takeSeat(network, HOSTILE, (taken) => {
    for (const name of REQUEST_NAMES) {
      taken.onRequest(name, async () => {
        asked += 1;
        return bomb(NETWORK_LIMITS.requests[name].responseBytes);
      });
    }
  });
  hostile = member;

  // A vote for a height that nobody knows of: those who hear it ask this member for the blocks.
  const block = 'ab'.repeat(32) as BlockHash;
  const vote = { step: 'prepare', height: 2 ** 40, view: 0, block, signer: 3, signature: new Uint8Array(64) } as const;
  member.send('all', 'vote', encodeMessage({ type: 'vote', vote }));
  await network.until('somebody has asked the hostile member', () => asked > 0);

  let turn = 0;
  const sending = setInterval(() => {
    const lane = LANES[turn++ % LANES.length] as (typeof LANES)[number];
    for (let i = 0; i < 4; i++)
      member.send('all', lane, bomb(Math.min(MIB, NETWORK_LIMITS.channels[lane].messageBytes)));
    member.send('all', 'vote', encodeMessage({ type: 'vote', vote }));
    for (const { peer } of member.peers()) {
      const name = REQUEST_NAMES[turn % REQUEST_NAMES.length] as (typeof REQUEST_NAMES)[number];
      member.request(peer, name, bomb(NETWORK_LIMITS.requests[name].requestBytes), 1_000).catch(() => undefined);
    }
  }, 100);
  try {
    for (let round = 0; round < 4; round++) for (const i of HONEST) await expectCommit(i);
  } finally {
    clearInterval(sending);
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
