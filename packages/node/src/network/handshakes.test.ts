/** Places for handshakes, by the addresses that connections come from. */

import { beforeEach, describe, expect, test } from '@jest/globals';
import type { MultiaddrConnection } from '@libp2p/interface';
import { Handshakes } from './handshakes.ts';
import { NETWORK_LIMITS } from './index.ts';

const MANY = { perSecond: 1_000, atOnce: 1_000 };
const LIMITS = {
  ...NETWORK_LIMITS,
  pendingConnections: 16,
  pendingOfOneAddress: 4,
  handshakes: { ofStrangers: MANY, ofOneStranger: MANY, ofOneMember: MANY },
};

/** A connection of which only its address and its end matter. */
class FakeConnection extends EventTarget {
  readonly remoteAddr: { toString(): string };
  isAborted = false;

  constructor(address: string) {
    super();
    this.remoteAddr = { toString: () => `/${address.includes(':') ? 'ip6' : 'ip4'}/${address}/tcp/4001` };
  }

  abort(): void {
    this.isAborted = true;
    this.dispatchEvent(new Event('close'));
  }
}

let handshakes: Handshakes;
beforeEach(() => {
  handshakes = new Handshakes(LIMITS);
});

function begin(address: string) {
  const connection = new FakeConnection(address);
  return { connection, isTaken: handshakes.begin(connection as unknown as MultiaddrConnection) };
}
const beginMany = (count: number, address: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => begin(address(i)));

test('ATTACK slow-handshakes: one address has its part; its oldest gives way to its own', () => {
  const begun = beginMany(6, () => '10.0.0.1');
  expect(begun.every(({ isTaken }) => isTaken)).toBe(true);
  expect(begun.map(({ connection }) => connection.isAborted)).toEqual([true, true, false, false, false, false]);
});

test('ATTACK slow-handshakes: strangers leave places to members that are known, from the ledger or from before', () => {
  handshakes.expect('/ip4/192.0.2.1/tcp/4001');
  handshakes.expect('/dns4/annals.example/tcp/4001');
  const { connection } = begin('192.0.2.2');
  handshakes.end(connection as unknown as MultiaddrConnection, true);
  const strangers = beginMany(12, (i) => `10.0.0.${i}`);
  const members = [...beginMany(4, () => '192.0.2.1'), ...beginMany(4, () => '192.0.2.2')];
  expect(members.every(({ isTaken }) => isTaken)).toBe(true);
  expect(strangers.filter((each) => !each.connection.isAborted)).toHaveLength(8);
  beginMany(12, (i) => `10.0.1.${i}`);
  expect(members.some((each) => each.connection.isAborted)).toBe(false);
});

test('ATTACK slow-handshakes: where members have all places a stranger has none, and takes nobody’s', () => {
  handshakes.expect('/ip4/192.0.2.1/tcp/4001');
  const members = beginMany(LIMITS.pendingConnections, () => '192.0.2.1');
  expect(begin('10.0.0.1').isTaken).toBe(false);
  expect(members.some((each) => each.connection.isAborted)).toBe(false);
});

test('a connection that closes, or has proven that it is nobody’s, makes room', () => {
  const [first, second] = beginMany(4, () => '10.0.0.1');
  first?.connection.abort();
  handshakes.end(second?.connection as unknown as MultiaddrConnection, false);
  const more = beginMany(2, () => '10.0.0.1');
  expect(more.every(({ isTaken }) => isTaken)).toBe(true);
});

describe('ATTACK many-handshakes: of those that are begun', () => {
  const { ofStrangers, ofOneStranger } = NETWORK_LIMITS.handshakes;
  /** How many are let shake hands at a moment, each done with at once. */
  function begun(addresses: readonly string[], nowMs: number): number {
    return addresses.filter((address) => {
      const connection = new FakeConnection(address) as unknown as MultiaddrConnection;
      const isTaken = handshakes.begin(connection, nowMs);
      handshakes.end(connection, false);
      return isTaken;
    }).length;
  }
  const manyOf = (address: (i: number) => string) => Array.from({ length: 500 }, (_, i) => address(i));
  beforeEach(() => {
    handshakes = new Handshakes(NETWORK_LIMITS);
    handshakes.expect('/ip4/192.0.2.1/tcp/4001');
  });

  test('strangers have so many a second, from however many addresses, and members their own', () => {
    expect(
      begun(
        manyOf((i) => `10.0.${i >> 8}.${i & 255}`),
        0,
      ),
    ).toBe(ofStrangers.atOnce);
    expect(begun(['10.1.0.1'], 0)).toBe(0);
    expect(begun(['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201'], 0)).toBe(3);
    expect(
      begun(
        manyOf((i) => `10.2.${i >> 8}.${i & 255}`),
        1_000,
      ),
    ).toBe(ofStrangers.perSecond);
  });

  test('one stranger leaves some to the others, also from a whole network of its own', () => {
    expect(
      begun(
        manyOf((i) => `2001:db8:1:2::${i.toString(16)}`),
        0,
      ),
    ).toBe(ofOneStranger.atOnce);
    expect(begun(['2001:db8:1:3::1', '10.0.0.1'], 0)).toBe(2);
  });
});
