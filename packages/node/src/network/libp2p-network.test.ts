import { afterEach, describe, expect, test } from '@jest/globals';
import { LANES, type Network, type PeerChange } from './network.ts';
import { asMember, connectAll, createMember, statusOf, type TestMember, until } from './testing/members.ts';

const running: Network[] = [];

async function member(...args: Parameters<typeof createMember>): Promise<TestMember> {
  const made = await createMember(...args);
  running.push(made.network);
  return made;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((network) => network.stop()));
});

/** A message that carries a number. */
function numbered(index: number, bytes = 4): Uint8Array {
  const message = new Uint8Array(bytes);
  new DataView(message.buffer).setUint32(0, index);
  return message;
}

function numberOf(message: Uint8Array): number {
  return new DataView(message.buffer, message.byteOffset).getUint32(0);
}

describe('lanes', () => {
  test('carry messages of every member to every other, in order within a lane', async () => {
    const members = await Promise.all([0, 1, 2, 3].map((index) => member(index)));
    const received = new Map<string, number[]>();
    for (const { network, peer } of members) {
      for (const lane of LANES) {
        network.onMessage(lane, (from, message) => {
          const key = `${from}>${peer} ${lane}`;
          received.set(key, [...(received.get(key) ?? []), numberOf(message)]);
        });
      }
    }
    await connectAll(members);
    const count = 200;
    for (let index = 0; index < count; index += 1) {
      for (const { network } of members) {
        for (const lane of LANES) {
          // Sizes around the edges of chunks, so that frames are cut and joined.
          const outcome = network.send('all', lane, numbered(index, 4 + ((index * 997) % 3_000)));
          expect(outcome).toEqual({ queued: 3, full: 0, unreachable: 0 });
        }
      }
    }
    await until(() => [...received.values()].reduce((sum, list) => sum + list.length, 0) === 4 * 3 * 3 * count);
    const expected = Array.from({ length: count }, (_, index) => index);
    expect(received.size).toBe(4 * 3 * 3);
    for (const numbers of received.values()) expect(numbers).toEqual(expected);
  });

  test('carry the longest message, and refuse a longer one as our own bug', async () => {
    const [a, b] = [await member(0), await member(1)];
    const lengths: number[] = [];
    b.network.onMessage('block', (_, message) => {
      lengths.push(message.length);
    });
    await connectAll([a, b]);
    a.network.send(b.peer, 'block', new Uint8Array(8 * 1024 * 1024));
    await until(() => lengths.length === 1);
    expect(lengths).toEqual([8 * 1024 * 1024]);
    expect(() => a.network.send(b.peer, 'block', new Uint8Array(8 * 1024 * 1024 + 1))).toThrow('bytes on block');
    expect(() => a.network.send(b.peer, 'vote', new Uint8Array())).toThrow('0 bytes on vote');
  });

  test('let a vote overtake megabytes of transactions', async () => {
    const [a, b] = [await member(0), await member(1)];
    let transactions = 0;
    let whenVoteCame: number | undefined;
    b.network.onMessage('transaction', () => {
      transactions += 1;
    });
    b.network.onMessage('vote', () => {
      whenVoteCame = transactions;
    });
    await connectAll([a, b]);
    const sent = 7 * 1024;
    for (let index = 0; index < sent; index += 1) a.network.send(b.peer, 'transaction', new Uint8Array(1024));
    // A turn of the event loop, so that the transactions are on their way when the vote comes.
    await new Promise(setImmediate);
    a.network.send(b.peer, 'vote', numbered(1));
    await until(() => transactions === sent);
    expect(whenVoteCame).toBeLessThan(sent / 2);
  });

  test('go on when handlers throw or reject, and count it', async () => {
    const [a, b] = [await member(0), await member(1)];
    let heard = 0;
    b.network.onMessage('vote', () => {
      heard += 1;
      throw new Error('a bug');
    });
    b.network.onMessage('transaction', () => Promise.reject(new Error('another bug')));
    await connectAll([a, b]);
    for (let index = 0; index < 3; index += 1) {
      a.network.send(b.peer, 'vote', numbered(index));
      a.network.send(b.peer, 'transaction', numbered(index));
    }
    await until(() => heard === 3 && b.network.counters().handlerErrors === 6);
    expect(statusOf(a, b).connected).toBe(true);
  });

  test('measure the round trip and what went to and fro', async () => {
    const [a, b] = [await member(0, { pulseMs: 50 }), await member(1)];
    b.network.onMessage('vote', () => undefined);
    await connectAll([a, b]);
    a.network.send(b.peer, 'vote', numbered(1, 100));
    await until(() => statusOf(b, a).roundTripMs !== undefined && statusOf(a, b).messagesIn.vote === 1);
    const status = statusOf(b, a);
    expect(status.roundTripMs).toBeLessThan(1_000);
    expect(status.messagesOut).toEqual({ vote: 1, block: 0, transaction: 0 });
    expect(status.bytesOut).toBeGreaterThanOrEqual(104);
    expect(status.bytesIn).toBeGreaterThan(0);
    expect(Math.abs((status.lastSeenMs ?? 0) - Date.now())).toBeLessThan(10_000);
  });

  test('tell a sender that nobody is there', async () => {
    const [a, b] = [await member(0), await member(1)];
    await a.network.start();
    a.network.setMembers([asMember(a), { peer: b.peer, role: 'validator' }]);
    expect(a.network.send('all', 'vote', numbered(1))).toEqual({ queued: 0, full: 0, unreachable: 1 });
    expect(a.network.send('nobody', 'vote', numbered(1))).toEqual({ queued: 0, full: 0, unreachable: 1 });
  });
});

describe('a slow reader', () => {
  test('makes its peer wait, holds bounded memory, and loses nothing that was taken', async () => {
    const limits = { pendingBytes: 256 * 1024 };
    const [a, b] = [await member(0), await member(1, limits)];
    const waiting: (() => void)[] = [];
    let heldBytes = 0;
    let heard = 0;
    let votes = 0;
    let open = false;
    b.network.onMessage('transaction', (_, message) => {
      heard += 1;
      if (open) return;
      heldBytes += message.length;
      return new Promise((resolve) => waiting.push(resolve));
    });
    b.network.onMessage('vote', () => {
      votes += 1;
    });
    await connectAll([a, b]);
    let taken = 0;
    let refused = 0;
    for (let round = 0; round < 200; round += 1) {
      for (let index = 0; index < 200; index += 1) {
        const { queued, full } = a.network.send(b.peer, 'transaction', new Uint8Array(1024));
        taken += queued;
        refused += full;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    // 40 MB were offered. What the reader holds is bounded by `pendingBytes` and one window, whatever was offered.
    expect(refused).toBeGreaterThan(0);
    expect(statusOf(b, a).dropped.transaction).toBe(refused);
    expect(statusOf(b, a).queuedBytes.transaction).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(heldBytes).toBeGreaterThan(limits.pendingBytes);
    expect(heldBytes).toBeLessThan(limits.pendingBytes + 2 * 1024 * 1024 + 256 * 1024);
    // Votes are not behind the transactions that nobody reads.
    a.network.send(b.peer, 'vote', numbered(1));
    await until(() => votes === 1);
    // Nothing moves while it does not read, and everything comes once it reads again.
    const before = heard;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toBe(before);
    open = true;
    for (const release of waiting.splice(0)) release();
    await until(() => heard === taken);
    expect(statusOf(a, b).connected).toBe(true);
  });
});

test('a reader that stops and goes, over and over, gets everything', async () => {
  // Stopped again at every chunk: the stream would be reset if its window went on to open meanwhile.
  const [a, b] = [await member(0), await member(1, { pendingBytes: 1024 })];
  let heard = 0;
  let changes = 0;
  b.network.onMessage('transaction', () => {
    heard += 1;
    return new Promise((resolve) => setTimeout(resolve, 20));
  });
  await connectAll([a, b]);
  b.network.onPeer(() => {
    changes += 1;
  });
  const count = 2_000;
  for (let sent = 0; sent < count; ) {
    const { queued } = a.network.send(b.peer, 'transaction', new Uint8Array(16 * 1024));
    sent += queued;
    if (queued === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await until(() => heard === count);
  expect(changes).toBe(0);
});

describe('membership', () => {
  test('keeps out who is no member, whoever dials', async () => {
    const [a, b, stranger] = [await member(0), await member(1), await member(2)];
    await connectAll([a, b]);
    await stranger.network.start();
    // The stranger knows the members and counts itself in; they do not.
    stranger.network.setMembers([asMember(a), asMember(b), asMember(stranger)]);
    await until(() => a.network.counters().refusedConnections > 0 && b.network.counters().refusedConnections > 0);
    expect(a.network.peers().map(({ peer }) => peer)).toEqual([b.peer]);
    await until(() => stranger.network.peers().every(({ connections }) => connections === 0));
    await expect(stranger.network.request(a.peer, 'status', new Uint8Array(), 500)).rejects.toMatchObject({
      code: 'unreachable',
    });
    // The other direction: a member that is told a stranger's address by mistake finds itself refused.
    stranger.network.setMembers([asMember(stranger)]);
    a.network.setMembers([asMember(a), asMember(b), asMember(stranger)]);
    await until(() => statusOf(stranger, a).dialFailures > 0 || stranger.network.counters().refusedConnections > 0);
    expect(a.network.send(stranger.peer, 'vote', numbered(1)).unreachable).toBe(1);
    expect(statusOf(b, a).connected).toBe(true);
  });

  test('a member removed is disconnected, and one added is connected', async () => {
    const members = [await member(0), await member(1), await member(2)] as const;
    const [a, b, c] = members;
    await connectAll(members);
    const changes: PeerChange[] = [];
    const end = a.network.onPeer((change) => changes.push(change));
    a.network.setMembers([asMember(a), asMember(b)]);
    await until(() => !statusOf(a, c).connected);
    expect(changes).toEqual([{ peer: c.peer, connected: false }]);
    a.network.setMembers([asMember(a), asMember(b), asMember(c)]);
    await until(() => statusOf(a, c).connected && statusOf(c, a).connected);
    expect(changes.at(-1)).toEqual({ peer: c.peer, connected: true });
    end();
    a.network.setMembers([asMember(a)]);
    expect(changes).toHaveLength(2);
  });

  test('an observer asks and has no lanes', async () => {
    const [a, b, observer] = [await member(0), await member(1), await member(2, {}, [])];
    const messages: string[] = [];
    a.network.onMessage('vote', (from) => {
      messages.push(from);
    });
    observer.network.onMessage('vote', (from) => {
      messages.push(from);
    });
    a.network.onRequest('blocks', async (_, __, role) => new TextEncoder().encode(role));
    await Promise.all([a, b, observer].map(({ network }) => network.start()));
    const list = [asMember(a), asMember(b), asMember(observer, 'observer')];
    for (const { network } of [a, b, observer]) network.setMembers(list);
    await until(() => statusOf(a, observer).connected && statusOf(observer, a).connected && statusOf(b, a).connected);
    const answer = await observer.network.request(a.peer, 'blocks', new Uint8Array(), 5_000);
    expect(new TextDecoder().decode(answer)).toBe('observer');
    expect(a.network.send('all', 'vote', numbered(1))).toEqual({ queued: 1, full: 0, unreachable: 0 });
    expect(a.network.send(observer.peer, 'vote', numbered(1)).unreachable).toBe(1);
    expect(observer.network.send('all', 'vote', numbered(1)).queued).toBe(0);
    expect(messages).toEqual([]);
  });

  test('one that believes itself a validator before the others do keeps its requests and gets its lanes later', async () => {
    const [a, b] = [await member(0, { pulseMs: 50 }), await member(1, { pulseMs: 50 })];
    a.network.onRequest('status', async (_, body) => body);
    await Promise.all([a, b].map(({ network }) => network.start()));
    b.network.setMembers([asMember(a), asMember(b)]);
    a.network.setMembers([asMember(a), asMember(b, 'observer')]);
    await until(() => statusOf(b, a).misbehaviour.role > 0);
    await b.network.request(a.peer, 'status', new Uint8Array(1), 5_000);
    expect(statusOf(b, a).connections).toBeGreaterThan(0);
    a.network.setMembers([asMember(a), asMember(b)]);
    await until(() => statusOf(b, a).connected && statusOf(a, b).connected);
  });
});

describe('reconnection', () => {
  test('a member that stops and comes back at its address is met again', async () => {
    const [a, b] = [await member(0), await member(1)];
    await connectAll([a, b]);
    const address = asMember(b).address ?? '';
    await b.network.stop();
    await until(() => !statusOf(b, a).connected);
    const again = await member(1, {}, [address.replace(/\/p2p\/.*/, '')]);
    let heard = 0;
    again.network.onMessage('vote', () => {
      heard += 1;
    });
    await again.network.start();
    again.network.setMembers([asMember(a), asMember(again)]);
    await until(() => statusOf(b, a).connected);
    expect(a.network.send('all', 'vote', numbered(7)).queued).toBe(1);
    await until(() => heard === 1);
  });

  test('members behind a host name are met', async () => {
    const [a, b] = [await member(0), await member(1)];
    await Promise.all([a, b].map(({ network }) => network.start()));
    const port = /tcp\/(\d+)/.exec(asMember(b).address ?? '')?.[1];
    a.network.setMembers([asMember(a), { peer: b.peer, role: 'validator', address: `/dns4/localhost/tcp/${port}` }]);
    b.network.setMembers([{ peer: a.peer, role: 'validator' }, asMember(b)]);
    await until(() => statusOf(b, a).connected && statusOf(a, b).connected);
  });

  test('both dialling at once leaves both lanes working', async () => {
    const limits = { dialPatienceMs: 0, silentMs: 300, pulseMs: 50 };
    const [a, b] = [await member(0, limits), await member(1, limits)];
    const heard = new Set<string>();
    for (const { network } of [a, b]) {
      network.onMessage('vote', (from) => {
        heard.add(from);
      });
    }
    await connectAll([a, b]);
    await until(() => {
      a.network.send('all', 'vote', numbered(1));
      b.network.send('all', 'vote', numbered(2));
      return heard.size === 2;
    });
    await until(() => statusOf(b, a).connections <= 2 && statusOf(a, b).connected && statusOf(b, a).connected);
  });
});
