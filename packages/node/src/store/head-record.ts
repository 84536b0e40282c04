/** The head of the chain as it is stored, and what else a store says of itself. */
import { decodeShape, encodeShape, shape } from '@annals/ledger/codec';
import type { Database, Write } from './database.ts';
import { KEYSPACE, textKey } from './keyspace.ts';
import type { Head } from './store.ts';

const headShape = shape.struct({
  height: shape.uint,
  hash: shape.id('block'),
  timeMs: shape.time,
  stateRoot: shape.bytes(32),
});

const HEAD_KEY = textKey(KEYSPACE.meta, 'head');
const CHAIN_KEY = textKey(KEYSPACE.meta, 'chain');

/** Makes this the head, together with the rest of a batch. */
export function headWrite(head: Head): Write {
  return { key: HEAD_KEY, value: encodeShape(headShape, head) };
}

export function chainWrite(chain: Uint8Array): Write {
  return { key: CHAIN_KEY, value: chain };
}

export function readHead(database: Database): Head | undefined {
  const bytes = database.get(HEAD_KEY);
  return bytes && decodeShape(headShape, bytes, bytes.length);
}

/** The id of the chain that the store belongs to. */
export function readChain(database: Database): Uint8Array | undefined {
  return database.get(CHAIN_KEY);
}
