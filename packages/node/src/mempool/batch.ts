/** Transactions with their sealed content as they travel between validators: gossiped, or as the answer to a request. */

import {
  bytesToHex,
  decodeShape,
  encodeShape,
  hexToBytes,
  joinHashes,
  shape,
  splitHashes,
  type TransactionId,
} from '@annals/ledger/codec';
import type { ErrorCode } from '@annals/ledger/errors';
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
  return joinHashes(ids.map(hexToBytes));
}

/** Reads such a request. @throws AnnalsError `codec.shape`. */
export function decodeIds(bytes: Uint8Array): TransactionId[] {
  return splitHashes(bytes, MAX_BATCH).map((id) => bytesToHex(id) as TransactionId);
}
