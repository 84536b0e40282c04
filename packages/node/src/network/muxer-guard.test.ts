import { describe, expect, test } from '@jest/globals';
import { Handshakes } from './handshakes.ts';
import { networkKeyOf } from './identity.ts';
import { createNode } from './libp2p-node.ts';
import { NETWORK_LIMITS } from './limits.ts';
import { MisbehaviourError, MuxerGuard } from './muxer-guard.ts';
import { secretOf } from './testing/members.ts';

const LIMITS = { ...NETWORK_LIMITS, streamsPerSecond: 100 };

const DATA = 0;
const WINDOW_UPDATE = 1;
const PING = 2;
const SYN = 1;

function frame(type: number, flags: number, length: number, body = 0): Uint8Array {
  const bytes = new Uint8Array(12 + body);
  const view = new DataView(bytes.buffer);
  view.setUint8(1, type);
  view.setUint16(2, flags);
  view.setUint32(4, 1);
  view.setUint32(8, length);
  // Bodies that would be judged at once if they were taken for headers.
  bytes.fill(0xff, 12);
  return bytes;
}

/** The kind of misbehaviour that these bytes are judged to be, cut into chunks of this size. */
function judged(bytes: Uint8Array, chunkBytes: number): string {
  const guard = new MuxerGuard(LIMITS, 0);
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes) guard.inspect(bytes.subarray(at, at + chunkBytes), 0);
    return 'none';
  } catch (error) {
    if (!(error instanceof MisbehaviourError)) throw error;
    return error.kind;
  }
}

function concat(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

describe('the guard of the multiplexer', () => {
  const { windowBytes, pingsPerSecond, streamsPerSecond } = LIMITS;
  const honest = [frame(WINDOW_UPDATE, SYN, 0), frame(DATA, 0, 40, 40), frame(DATA, 0, 0), frame(DATA, 0, 300, 300)];

  test.each([1, 7, 12, 13, 64, 10_000])('finds frames in chunks of %d bytes', (chunkBytes) => {
    expect(judged(concat(honest), chunkBytes)).toBe('none');
    expect(judged(concat([...honest, frame(DATA, 0, windowBytes)]), chunkBytes)).toBe('none');
    expect(judged(concat([...honest, frame(DATA, 0, windowBytes + 1)]), chunkBytes)).toBe('window');
    expect(judged(concat([...honest, frame(DATA, 0, 0xffffffff)]), chunkBytes)).toBe('window');
  });

  test('a window update may carry any number', () => {
    expect(judged(frame(WINDOW_UPDATE, 0, 0xffffffff), 12)).toBe('none');
  });

  test('pings and new streams come at a bounded rate', () => {
    const pings = Array.from({ length: 10 * pingsPerSecond + 1 }, () => frame(PING, SYN, 7));
    expect(judged(concat(pings.slice(1)), 1_000)).toBe('none');
    expect(judged(concat(pings), 1_000)).toBe('flood');
    const streams = Array.from({ length: 10 * streamsPerSecond + 1 }, () => frame(WINDOW_UPDATE, SYN, 0));
    expect(judged(concat(streams.slice(1)), 1_000)).toBe('none');
    expect(judged(concat(streams), 1_000)).toBe('flood');
  });
});

test('a connection that breaks while a stream is being opened does not end the process', async () => {
  const make = (index: number) =>
    createNode({
      privateKey: networkKeyOf(secretOf(index)),
      listen: ['/ip4/127.0.0.1/tcp/0'],
      limits: NETWORK_LIMITS,
      handshakes: new Handshakes(NETWORK_LIMITS),
      admits: () => true,
      spend: () => true,
    });
  const [a, b] = [await make(0), await make(1)];
  await Promise.all([a.start(), b.start()]);
  try {
    const connection = await a.dial(b.getMultiaddrs());
    // Once the multiplexer has measured a round trip it widens windows in the microtask that opens a stream.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const streams = Array.from({ length: 10 }, () => connection.newStream('/nothing/1'));
    connection.abort(new Error('Broken.'));
    const outcomes = await Promise.allSettled(streams);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    // What is thrown in a microtask fails this test only while it runs.
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    await Promise.all([a.stop(), b.stop()]);
  }
});
