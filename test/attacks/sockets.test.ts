/**
 * Strangers at the API of every validator: connections in numbers, heads and bodies that never end, streams and answers
 * that nobody reads, request lines by hand, and costly answers in a loop. Meanwhile blocks are decided and a member is
 * served.
 */
import type { Socket } from 'node:net';
import { formatId } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { open, type Place, sendRaw, throwRequests } from '../harness/raw-requests.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

let network: TestNetwork;
let actors: Actors;
let agency: Signer;
let held: Socket[] = [];

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

/** The API of a validator, as a stranger reaches it. Only Linux has more than one loopback address. */
function stranger(node: number, i = 0): Place {
  const from = process.platform === 'linux' ? { from: `127.0.2.${1 + (i % 8)}` } : {};
  return { port: (network.seats[node] as Seat).apiPort, ...from };
}

/** Opens so many connections to each validator from eight addresses, and says something on each. */
async function hold(count: number, text: string): Promise<void> {
  const opened = await Promise.all(
    network.seats.flatMap((_, node) =>
      Array.from({ length: count }, (_, i) => open(stranger(node, i)).catch(() => undefined)),
    ),
  );
  for (const socket of opened) {
    if (!socket) continue;
    held.push(socket);
    socket.write(text);
  }
}

/** A member commits at each validator in turn, and asks it where it stands. */
async function expectService(): Promise<void> {
  for (const node of network.seats.keys()) {
    const [outcome] = await commit(network.client(node), [actors.enrol(agency, 'civil').submit], 30_000);
    expect(outcome).toMatchObject({ status: 'committed', result: { code: 'ok' } });
    expect((await network.client(node).call(routes.status)).state).not.toBe('halted');
  }
}

const OPENAPI = 'GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n';
const HEAD = 'GET /v1/status HTTP/1.1\r\nhost: x\r\n';

test.each([
  ['ATTACK idle-connections: that say nothing', 600, ''],
  ['ATTACK idle-connections: with half of a head', 300, HEAD],
  [
    'ATTACK slow-bodies: with a body that never comes',
    300,
    'POST /v1/transactions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 30000000\r\n\r\n{',
  ],
  ['ATTACK many-streams: with event streams', 300, 'GET /v1/events?after=0 HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['ATTACK slow-readers: that ask on and on and do not read', 100, OPENAPI.repeat(50)],
  ['ATTACK slow-readers: that ask for a little and do not read', 250, OPENAPI.repeat(4)],
])(
  'many connections %s',
  async (_what, count, text) => {
    await hold(count, text);
    for (const socket of held) socket.pause();
    await expectService();
  },
  120_000,
);

test('ATTACK costly-answers: receipts of a large block in a loop, at every validator', async () => {
  const many = Array.from({ length: 400 }, () => actors.enrol(agency, 'civil').submit);
  const [first] = await commit(network.client(0), many, 60_000);
  if (!first?.id) throw new Error('nothing was committed');
  const request = Buffer.from(
    `GET /v1/transactions/${formatId('transaction', first.id)}/receipt HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(4),
  );
  let isOver = false;
  const loops = network.seats.flatMap((_, node) =>
    Array.from({ length: 4 }, async (_, i) => {
      let refused = 0;
      while (!isOver) refused += (await sendRaw(stranger(node, i), request)).match(/^HTTP\/1\.1 429/gm)?.length ?? 0;
      return refused;
    }),
  );
  await expectService();
  isOver = true;
  await Promise.all(loops);
}, 120_000);

test('ATTACK request-line: requests as no library sends them', async () => {
  expect(await throwRequests(stranger(0), 1_500, 2)).toEqual([]);
  expect(network.isRunning(0)).toBe(true);
  await expectService();
}, 120_000);
