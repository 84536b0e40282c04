/** Transactions with their sealed content as they travel between validators: gossiped, or as the answer to a request. */

import { bytesToHex, decodeShape, encodeShape, hexToBytes, shape, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import { MAX_SIDECAR_BYTES } from '@annals/ledger/sidecar';
import { MAX_TRANSACTION_BYTES } from '@annals/ledger/transaction';

/** One transaction as bytes, not yet checked. */
export interface RawTransaction {
  readonly bytes: Uint8Array;
  readonly sidecar: Uint8Array | null;
  /** What was found wrong with it when it was read on another thread. */
  readonly fault?: Fault | undefined;
}

/** Why a transaction or its sealed content does not read. */
export interface Fault {
  /** Null where the transaction itself does not. */
  readonly id: TransactionId | null;
  readonly code: ErrorCode;
  readonly detail: string;
}

/** Most transactions in one batch or answer. */
export const MAX_BATCH = 2_000;
const ID_BYTES = 32;

const batchShape = shape.list(
  shape.tuple(
    shape.bytes({ min: 0, max: MAX_TRANSACTION_BYTES }),
    shape.nullable(shape.bytes({ min: 0, max: MAX_SIDECAR_BYTES })),
  ),
  MAX_BATCH,
);

/** The canonical bytes of a batch: a list of `[transaction bytes, sidecar bytes or null]`. */
export function encodeBatch(batch: readonly RawTransaction[]): Uint8Array {
  return encodeShape(
    batchShape,
    batch.map(({ bytes, sidecar }) => [bytes, sidecar] as const),
  );
}

/** Reads a batch from a peer. What it holds are views into the bytes. @throws AnnalsError `codec.*`. */
export function decodeBatch(bytes: Uint8Array, maxBytes: number): RawTransaction[] {
  return decodeShape(batchShape, bytes, maxBytes).map(([transaction, sidecar]) => ({ bytes: transaction, sidecar }));
}

/** The bytes of a request for transactions by id. */
export function encodeIds(ids: readonly TransactionId[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * ID_BYTES);
  ids.forEach((id, i) => {
    bytes.set(hexToBytes(id), i * ID_BYTES);
  });
  return bytes;
}

/** Reads such a request. @throws AnnalsError `codec.shape`. */
export function decodeIds(bytes: Uint8Array): TransactionId[] {
  if (bytes.length % ID_BYTES !== 0 || bytes.length > MAX_BATCH * ID_BYTES)
    throw new AnnalsError('codec.shape', 'expected ids of 32 bytes');
  const ids: TransactionId[] = [];
  for (let at = 0; at < bytes.length; at += ID_BYTES)
    ids.push(bytesToHex(bytes.subarray(at, at + ID_BYTES)) as TransactionId);
  return ids;
}
