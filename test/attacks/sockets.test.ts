/**
 * Strangers at the API of every validator: connections in numbers, heads and bodies that never end, streams and answers
 * that nobody reads, request lines by hand, and costly answers in a loop. Meanwhile blocks are decided and a member is
 * served (ATTACK idle-connections, ATTACK slow-bodies, ATTACK many-streams, ATTACK slow-readers).
 */
import type { Socket } from 'node:net';
import { routes } from '@annals/ledger/rest';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { throwRequests } from '../harness/raw-requests.ts';
import { askForReceipts, HELD_CONNECTIONS, holdConnections, strangerAt } from '../harness/strangers.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

let network: TestNetwork;
let actors: Actors;
let agency: Signer;
let held: readonly Socket[] = [];

beforeAll(async () => {
  network = await TestNetwork.start();
  actors = new Actors(network.chain);
  agency = actors.agency((network.seats[0] as Seat).agencySecret);
}, 120_000);
afterEach(() => {
  for (const socket of held) socket.destroy();
  held = [];
});
afterAll(() => network?.stop());

/** A member commits at each validator in turn, and asks it where it stands. */
async function expectService(): Promise<void> {
  for (const node of network.seats.keys()) {
    const [outcome] = await commit(network.client(node), [actors.enrol(agency, 'civil').submit], 30_000);
    expect(outcome).toMatchObject({ status: 'committed', result: { code: 'ok' } });
    expect((await network.client(node).call(routes.status)).state).not.toBe('halted');
  }
}

test.each(HELD_CONNECTIONS)(
  'many connections %s',
  async (_what, count, text) => {
    held = await holdConnections(network, count, text);
    // Else nothing was tried: more than one validator has as many as are opened to each.
    expect(held.length).toBeGreaterThan(count);
    await expectService();
  },
  120_000,
);

test('ATTACK costly-answers: receipts of a large block in a loop, at every validator', async () => {
  const many = Array.from({ length: 400 }, () => actors.enrol(agency, 'civil').submit);
  const [first] = await commit(network.client(0), many, 60_000);
  if (!first?.id) throw new Error('nothing was committed');
  let isOver = false;
  const asking = askForReceipts(network, first.id, () => isOver);
  await expectService();
  isOver = true;
  expect(await asking).toBeGreaterThan(0);
}, 120_000);

test('ATTACK request-line: requests as no library sends them', async () => {
  expect(await throwRequests(strangerAt(network, 0), 1_500, 2)).toEqual([]);
  expect(network.isRunning(0)).toBe(true);
  await expectService();
}, 120_000);
