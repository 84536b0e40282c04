/** Connections over real sockets: bounds in number and in time, with limits that are over sooner than in earnest. */
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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

test('ATTACK slow-readers: whoever asks and takes no answer is cut off', async () => {
  const socket = await open();
  socket.pause();
  // More than the system keeps for a connection.
  const one = 'GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n';
  socket.write(one.repeat(400));
  const ended = closed(socket);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  // Only reading shows that the other side is gone.
  socket.resume();
  await ended;
  expect(await isServed()).toBe(true);
});
