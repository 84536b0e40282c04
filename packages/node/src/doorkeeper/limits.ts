/** Bounds of reading what strangers send, each with its reason. */
import { MAX_BLOCK_SIDECAR_BYTES, MAX_BLOCK_TRANSACTION_BYTES } from '@annals/ledger/block';
import { maxJsonBytes, type Shape } from '@annals/ledger/codec';

export const DOORKEEPER_LIMITS = {
  /**
   * A body up to this long is read on the main thread: whatever stands in it, that takes less than a millisecond, and
   * sending it to another thread and back would take as long.
   */
  inlineBytes: 4 * 1024,
  /** What one block has room for, with the content beside it: nobody gains from sending more at once. */
  cborBytes: MAX_BLOCK_SIDECAR_BYTES + MAX_BLOCK_TRANSACTION_BYTES,
  /** JSON writes each byte in two digits. */
  jsonBytes: 2 * (MAX_BLOCK_SIDECAR_BYTES + MAX_BLOCK_TRANSACTION_BYTES),
  /** The largest body takes a fifth of a second; a thread that is still reading after this is ended with what it reads. */
  taskMs: 5_000,
  /** For the thread to begin: it loads what it reads by. */
  beginMs: 60_000,
  /** Bodies that wait for the thread; their bytes are bounded by the budget of bodies. */
  waiting: 256,
  /** Of these: those that strangers cannot take. */
  waitingKeptForMembers: 64,
  /** Memory of the thread: four times the text of the largest body. */
  heapMb: 128,
} as const;

/** How a body is written. */
export type BodyFormat = 'cbor' | 'json';

/** The most bytes that a body of a shape may have: what the shape allows, or what any body may have. */
export function maxBodyBytes({ bounds }: Shape<unknown>, format: BodyFormat): number {
  return format === 'cbor'
    ? Math.min(bounds.cborBytes, DOORKEEPER_LIMITS.cborBytes)
    : Math.min(maxJsonBytes(bounds), DOORKEEPER_LIMITS.jsonBytes);
}
