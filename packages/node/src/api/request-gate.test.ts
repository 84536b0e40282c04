/** What stands before the framework, over raw sockets: pipelined requests, and addresses in debt. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { Connections } from '../serving/connections.ts';
import { CONNECTION_LIMITS } from '../serving/limits.ts';
import { RequestGate } from '../serving/request-gate.ts';
import { API_LIMITS } from './limits.ts';
import { SingleNode } from './testing/single-node.ts';

const SMALL = 'GET / HTTP/1.1\r\nhost:\r\n\r\n';
const IN_A_PACKET = Math.floor(65_536 / SMALL.length);

let stop: () => Promise<void> | void = () => {};
afterEach(() => stop());

/** Sends bytes and takes what comes until the other side ends the connection. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let got = '';
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (data) => {
      got += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.once('close', () => resolve(got));
  });
}

/** A server behind a gate, whose answers wait for `answer`. */
async function gated(isInDebt = false) {
  const seen = { handled: 0, parsed: 0, spent: 0 };
  const server = createServer({ requireHostHeader: false });
  server.prependListener('request', () => {
    seen.parsed += 1;
  });
  const holderOf = (account: string) => ({ account, isMember: false });
  const connections = new Connections({
    server,
    limits: { ...CONNECTION_LIMITS, requestsAtOnce: 4 },
    holderOf,
    spend: () => {},
  });
  new RequestGate({
    server,
    handle: (_request, response) => {
      seen.handled += 1;
      setImmediate(() => response.end('ok'));
    },
    begin: (request, response) => connections.begin(request, response),
    holderOf,
    knownClient: () => undefined,
    isInDebt: () => isInDebt,
    spend: () => {
      seen.spent += 1;
    },
  });
  // As the framework answers what cannot be read.
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    connections.stop();
    server.closeAllConnections();
    server.close();
  };
  return { seen, connections, port: (server.address() as AddressInfo).port };
}

test('ATTACK pipelined-requests: of thousands in one packet, a few are handled and the others not even read', async () => {
  const { seen, connections, port } = await gated();
  await exchange(port, SMALL.repeat(IN_A_PACKET));
  expect(seen).toEqual({ handled: 4, parsed: 5, spent: 5 });
  expect(connections.turnedAway).toBe(1);
});

test.each([
  ['that cannot be read', 'NONSENSE\r\n\r\n', { handled: 0, parsed: 0, spent: 1 }],
  ['behind one that can', `${SMALL}NONSENSE\r\n\r\n`, { handled: 1, parsed: 1, spent: 2 }],
  [
    'with a head beyond the bound',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    { handled: 0, parsed: 0, spent: 1 },
  ],
])('ATTACK pipelined-requests: bytes %s end their connection, and are charged', async (_, bytes, counted) => {
  const { seen, port } = await gated();
  await exchange(port, bytes);
  expect(seen).toEqual(counted);
});

test.each([
  ['without a host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ['with an expectation', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: y\r\n\r\n', '417'],
])(
  'ATTACK pipelined-requests: a request %s is refused, ends its connection, and is charged',
  async (_, bytes, status) => {
    const { seen, port } = await gated();
    expect((await exchange(port, bytes)).slice(9, 12)).toBe(status);
    expect(seen).toMatchObject({ handled: 0, spent: 1 });
  },
);

test('ATTACK pipelined-requests: an address in debt is answered a few times, and then cut off', async () => {
  const { seen, port } = await gated(true);
  const asked = 2 * API_LIMITS.refusals.atOnce;
  const one = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
  let unanswered = 0;
  for (let i = 0; i < asked; i++) if ((await exchange(port, one)) === '') unanswered += 1;
  expect(unanswered).toBeGreaterThan(0);
  expect(seen.handled).toBe(asked - unanswered);
});

test('over a node, one after the other is answered on one connection, and a packet full of them is not', async () => {
  const node = await SingleNode.start();
  stop = () => node.stop();
  const port = Number(new URL(node.url).port);
  const answered = await new Promise<number>((resolve) => {
    let count = 0;
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n'));
    socket.on('data', () => {
      count += 1;
      if (count === 20) socket.destroy();
      else socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
    });
    socket.once('close', () => resolve(count));
  });
  expect(answered).toBe(20);
  const answers = await exchange(port, SMALL.repeat(IN_A_PACKET));
  expect(answers.split('HTTP/1.1 ').length - 1).toBeLessThanOrEqual(4);
});
