/** Connections over real sockets: bounds in number and in time, with limits that are over sooner than in earnest. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Connections } from '../serving/connections.ts';
import { CONNECTION_LIMITS, type ConnectionLimits, SERVING_LIMITS } from '../serving/limits.ts';
import { WorkTime } from '../serving/work-time.ts';
import { SingleNode } from './testing/single-node.ts';

const LIMITS = {
  all: 40,
  ofOneAddress: 20,
  partKeptForMembers: 0.5,
  lookMs: 50,
  leastPerMs: 300,
  headersTimeoutMs: 300,
};
const ADMITTED_MS = 5_000;

let node: SingleNode;
let sockets: Socket[];
beforeEach(async () => {
  sockets = [];
  node = await SingleNode.start({ connections: LIMITS });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await node.stop();
});

/** A connection, from another loopback address where the system has these. */
function open(from?: string): Promise<Socket> {
  const { hostname, port } = new URL(node.url);
  const socket = connect({ host: hostname, port: Number(port), ...(from ? { localAddress: from } : {}) });
  sockets.push(socket);
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.once('close', () => resolve(socket));
  });
}

/** Resolves when the node has closed a connection. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the connection is still open')), ADMITTED_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (socket.destroyed) return end();
    socket.once('close', end);
    socket.once('end', () => socket.destroy());
  });
}

const isServed = async (): Promise<boolean> => (await fetch(`${node.url}/v1/status`)).ok;

describe('ATTACK idle-connections', () => {
  const headTime = { headersTimeoutMs: 60_000 };

  test('one address that opens many keeps nobody out, not even itself', async () => {
    await node.stop();
    node = await SingleNode.start({ connections: { ...LIMITS, ...headTime } });
    for (let i = 0; i < 50; i++) await open();
    expect(await isServed()).toBe(true);
    await Promise.all(sockets.slice(0, 29).map(closed));
  });

  // Other systems than Linux have only one loopback address.
  const testFromMany = process.platform === 'linux' ? test : test.skip;
  testFromMany('nor do many addresses', async () => {
    await node.stop();
    node = await SingleNode.start({ connections: { ...LIMITS, ...headTime } });
    for (let i = 0; i < 60; i++) await open(`127.0.1.${1 + (i % 30)}`);
    expect(await isServed()).toBe(true);
  });

  test('whoever says nothing, or only half of a head, is cut off', async () => {
    const silent = await open();
    const halfway = await open();
    halfway.write('GET /v1/status HTTP/1.1\r\nhost: ');
    halfway.resume();
    silent.resume();
    await Promise.all([closed(silent), closed(halfway)]);
  });
});

test('ATTACK slow-bodies: a body that trickles in is cut off', async () => {
  const socket = await open();
  socket.write(
    'POST /v1/transactions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n',
  );
  const trickle = setInterval(() => socket.writable && socket.write(' '), 20);
  try {
    await closed(socket.resume());
  } finally {
    clearInterval(trickle);
  }
});

test('ATTACK silent-connections: a connection that says nothing is charged to its address', async () => {
  const spend = jest.spyOn(WorkTime.prototype, 'spend');
  try {
    const silent = await Promise.all([open(), open(), open()]);
    // Answered on a fourth, so the others have been taken.
    await (await fetch(`${node.url}/health`)).arrayBuffer();
    for (const socket of silent) socket.destroy();
    const charged = spend.mock.calls.filter(([, ms]) => ms === SERVING_LIMITS.connectionWorkMs);
    expect(charged.map(([{ account }]) => account)).toEqual(Array(4).fill('127.0.0.1'));
  } finally {
    spend.mockRestore();
  }
});

describe('ATTACK slow-readers', () => {
  const MIB = 2 ** 20;
  let server: Server;
  let connections: Connections;

  /** A server whose answers are larger than what the system keeps for a connection. */
  async function serve(limits: Partial<ConnectionLimits>): Promise<number> {
    server = createServer((request, response) => {
      if (!connections.begin(request, response)) {
        request.socket.destroy();
        return;
      }
      response.end(Buffer.alloc(32 * MIB));
      connections.noteAnswer(32 * MIB);
    });
    connections = new Connections({
      server,
      limits: { ...CONNECTION_LIMITS, ...LIMITS, ...limits },
      holderOf: (account) => ({ account, isMember: false }),
      spend: () => {},
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  afterEach(() => {
    connections.stop();
    server.closeAllConnections();
    server.close();
  });

  /** Asks so often, and reads nothing. */
  function ask(port: number, times = 1): Socket {
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => {});
    sockets.push(socket);
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(times));
    return socket;
  }

  /** Resolves when the server has so few connections. */
  async function untilOpen(count: number): Promise<void> {
    const endMs = Date.now() + ADMITTED_MS;
    while (connections.size !== count) {
      if (Date.now() > endMs) throw new Error(`${connections.size} connections are open, and not ${count}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  test('whoever takes nothing of an answer is cut off', async () => {
    ask(await serve({}));
    await untilOpen(1);
    await untilOpen(0);
  });

  test('what waits for all is bounded: who has most of it goes, without waiting', async () => {
    const port = await serve({ leastPerMs: 600_000, lookMs: 600_000, unreadBytes: 80 * MIB });
    for (let i = 1; i <= 3; i++) {
      ask(port);
      await untilOpen(Math.min(i, 2));
    }
  });

  test('whoever asks on without reading is cut off at once', async () => {
    const port = await serve({ leastPerMs: 600_000, unreadBytes: 10_000 * MIB });
    const socket = ask(port, CONNECTION_LIMITS.requestsAtOnce + 1);
    await closed(socket.resume());
  });
});
