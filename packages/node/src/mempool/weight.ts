/**
 * What a transaction weighs while it waits: a mempool holds it decoded, and a few bytes that name little can stand for
 * many objects (ATTACK swollen-values).
 */
import type { Transaction } from '@annals/ledger/transaction';

/** An object or list with nothing in it, and its place in what holds it. */
const HOLDER_BYTES = 64;
/** A text or byte string without its bytes, and a number, with its place in what holds it. */
const LEAF_BYTES = 32;

/** About how many bytes of memory it takes, without sealed content; at least the bytes in which it came. */
export function weightOf({ bytes, payload }: Pick<Transaction, 'bytes' | 'payload'>): number {
  return Math.max(bytes.length, decodedBytesOf(payload.body));
}

function decodedBytesOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return LEAF_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return LEAF_BYTES;
  return Object.values(value).reduce((sum: number, each) => sum + decodedBytesOf(each), HOLDER_BYTES);
}
