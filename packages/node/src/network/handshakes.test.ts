/** Places for handshakes, by the addresses that connections come from. */

import { beforeEach, expect, test } from '@jest/globals';
import type { MultiaddrConnection } from '@libp2p/interface';
import { Handshakes } from './handshakes.ts';
import { NETWORK_LIMITS } from './index.ts';

const LIMITS = { ...NETWORK_LIMITS, pendingConnections: 16, pendingOfOneAddress: 4 };

/** A connection of which only its address and its end matter. */
class FakeConnection extends EventTarget {
  readonly remoteAddr: { toString(): string };
  isAborted = false;

  constructor(address: string) {
    super();
    this.remoteAddr = { toString: () => `/ip4/${address}/tcp/4001` };
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

test('a connection that closes, or has proven that it is nobody’s, makes room', () => {
  const [first, second] = beginMany(4, () => '10.0.0.1');
  first?.connection.abort();
  handshakes.end(second?.connection as unknown as MultiaddrConnection, false);
  const more = beginMany(2, () => '10.0.0.1');
  expect(more.every(({ isTaken }) => isTaken)).toBe(true);
});
