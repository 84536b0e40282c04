/**
 * The numbered keyspaces of the store and how their keys are made. Every key begins with one byte that says what it
 * holds; numbers are big-endian and of fixed width, so that the order of bytes is the order of numbers.
 */
import type { BlockHash, TransactionId } from '@annals/ledger/codec';
import { invariant } from '@annals/ledger/errors';
import type { LogName } from '@annals/ledger/state';

/** What each first byte means. Numbers are never reused; a new meaning needs a new number and a migration. */
export const KEYSPACE = {
  /** Schema, chain, head and genesis: what must be known before anything else can be read. */
  meta: 0x01,
  /** height -> header bytes. */
  header: 0x10,
  /** block hash -> height. */
  blockHash: 0x11,
  /** height, index of the first -> some transactions, packed: chunks, so that one is read without the whole block. */
  transactions: 0x12,
  /** height -> ids of all transactions, one after another: inclusion proofs need them all. */
  transactionIds: 0x13,
  /** height -> results of all transactions, packed: most are a few bytes, and proofs need them all. */
  results: 0x14,
  /** height -> certificate of this block; it also serves as the parent certificate of the next. */
  certificate: 0x15,
  /** transaction id -> height, index. Also tells replays. */
  transactionPlace: 0x16,
  /** height -> the consensus validator set that decides from the next height on, where it changed (0: genesis). */
  epoch: 0x17,
  /** state key -> value. */
  state: 0x20,
  /** path -> page of the state tree. */
  tree: 0x21,
  /** log, index -> entry. */
  logEntry: 0x30,
  /** log, level >= 1, index -> hash of a complete subtree. Level 0 is computed from the entry. */
  logNode: 0x31,
  /** owner, time, id -> nothing: the secondary indexes, see secondary-index.ts. */
  recordsOfSubject: 0x40,
  entitlementsOfSubject: 0x41,
  paymentsOfSubject: 0x42,
  officersOfAgency: 0x43,
  subjectsOfKey: 0x44,
  reviewsOfAgency: 0x45,
} as const;

export type KeyspaceByte = (typeof KEYSPACE)[keyof typeof KEYSPACE];

const LOG_KINDS = { access: 1, history: 2 } as const;
const LOG_KEY_BYTES = 22;

function allocate(space: KeyspaceByte, size: number): Buffer {
  const key = Buffer.allocUnsafe(size);
  key[0] = space;
  return key;
}

/** Writes a safe integer as 8 bytes big-endian. */
function writeNumber(key: Buffer, value: number, offset: number): void {
  invariant(Number.isSafeInteger(value) && value >= 0, `${value} cannot be part of a key`);
  key.writeUInt32BE(Math.floor(value / 0x1_0000_0000), offset);
  key.writeUInt32BE(value % 0x1_0000_0000, offset + 4);
}

/** Reads what `writeNumber` has written. */
export function readNumber(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(offset) * 0x1_0000_0000 + view.getUint32(offset + 4);
}

/** A number as a stored value. */
export function numberValue(value: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(8);
  writeNumber(bytes, value, 0);
  return bytes;
}

/** space, height. */
export function heightKey(space: KeyspaceByte, height: number): Buffer {
  const key = allocate(space, 9);
  writeNumber(key, height, 1);
  return key;
}

/** transactions: height, index of the first transaction of the chunk. */
export function chunkKey(height: number, first: number): Buffer {
  const key = allocate(KEYSPACE.transactions, 13);
  writeNumber(key, height, 1);
  key.writeUInt32BE(first, 9);
  return key;
}

/** space, 32-byte hash. */
export function hashKey(space: KeyspaceByte, hash: BlockHash | TransactionId): Buffer {
  const key = allocate(space, 33);
  invariant(key.write(hash, 1, 'hex') === 32, 'a hash of 32 bytes in hex is expected');
  return key;
}

/** space, text as UTF-8: state keys, tree paths, names of meta values. */
export function textKey(space: KeyspaceByte, text: string): Buffer {
  const key = allocate(space, 1 + Buffer.byteLength(text));
  key.write(text, 1);
  return key;
}

/** The text of such a key. */
export function textOfKey(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset + 1, key.byteLength - 1).toString();
}

function writeLog(key: Buffer, log: LogName): void {
  const slash = log.indexOf('/');
  const kind = LOG_KINDS[log.slice(0, slash) as keyof typeof LOG_KINDS];
  invariant(kind !== undefined, `a log of no known kind: ${log.slice(0, 60)}`);
  key[1] = kind;
  invariant(
    log.length === slash + 41 && key.write(log.slice(slash + 1), 2, 'hex') === 20,
    `not the name of a log: ${log.slice(0, 60)}`,
  );
}

/** logEntry: log, index. */
export function logEntryKey(log: LogName, index: number): Buffer {
  const key = allocate(KEYSPACE.logEntry, LOG_KEY_BYTES + 8);
  writeLog(key, log);
  writeNumber(key, index, LOG_KEY_BYTES);
  return key;
}

/** logNode: log, level, index. */
export function logNodeKey(log: LogName, level: number, index: number): Buffer {
  const key = allocate(KEYSPACE.logNode, LOG_KEY_BYTES + 9);
  writeLog(key, log);
  invariant(Number.isInteger(level) && level >= 0 && level < 54, `a log has no level ${level}`);
  key[LOG_KEY_BYTES] = level;
  writeNumber(key, index, LOG_KEY_BYTES + 1);
  return key;
}

/** A secondary index: owner (20 bytes), time, id (20 bytes, or the 32 of a transaction). */
export function relationKey(space: KeyspaceByte, owner: string, timeMs: number, id: string): Buffer {
  const key = allocate(space, 29 + id.length / 2);
  const written = key.write(owner, 1, 'hex') + key.write(id, 29, 'hex');
  invariant(
    owner.length === 40 && (id.length === 40 || id.length === 64) && written === (owner.length + id.length) / 2,
    'owner and id are in hex, of their lengths',
  );
  writeNumber(key, timeMs, 21);
  return key;
}

/** All relations of one owner begin with this. */
export function ownerPrefix(space: KeyspaceByte, owner: string): Buffer {
  const key = allocate(space, 21);
  invariant(owner.length === 40 && key.write(owner, 1, 'hex') === 20, 'an owner has 20 bytes in hex');
  return key;
}

/** The id at the end of a relation's key. */
export function idOfRelation(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset + 29, key.byteLength - 29).toString('hex');
}

/** The first key after all that begin with `prefix`; undefined when there is none. */
export function endOfPrefix(prefix: Uint8Array): Uint8Array | undefined {
  const end = Uint8Array.from(prefix);
  for (let i = end.length - 1; i >= 0; i--) {
    if ((end[i] as number) < 0xff) {
      end[i] = (end[i] as number) + 1;
      return end.slice(0, i + 1);
    }
  }
  return undefined;
}
