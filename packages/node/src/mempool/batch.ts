/** Transactions with their sealed content as they travel between validators: gossiped, or as the answer to a request. */

import { bytesToHex, type CborValue, decode, encode, hexToBytes, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { MAX_SIDECAR_BYTES } from '@annals/ledger/sidecar';
import { MAX_TRANSACTION_BYTES } from '@annals/ledger/transaction';

/** One transaction as bytes, not yet checked. */
export interface RawTransaction {
  readonly bytes: Uint8Array;
  readonly sidecar: Uint8Array | null;
}

/** Most transactions in one batch or answer. */
export const MAX_BATCH = 2_000;
const ID_BYTES = 32;

/** The canonical bytes of a batch: a list of `[transaction bytes, sidecar bytes or null]`. */
export function encodeBatch(batch: readonly RawTransaction[]): Uint8Array {
  return encode(batch.map(({ bytes, sidecar }) => [bytes, sidecar]));
}

/** Reads a batch from a peer. @throws AnnalsError `codec.*`. */
export function decodeBatch(bytes: Uint8Array, maxBytes: number): RawTransaction[] {
  const value = decode(bytes, maxBytes);
  if (!Array.isArray(value) || value.length > MAX_BATCH)
    throw new AnnalsError('codec.shape', `expected at most ${MAX_BATCH} transactions`);
  return value.map((item: CborValue) => {
    if (!Array.isArray(item) || item.length !== 2)
      throw new AnnalsError('codec.shape', 'expected transaction and sidecar');
    const [transaction, sidecar] = item;
    if (!(transaction instanceof Uint8Array) || transaction.length > MAX_TRANSACTION_BYTES) {
      throw new AnnalsError('codec.shape', 'expected the bytes of a transaction');
    }
    if (sidecar !== null && !(sidecar instanceof Uint8Array && sidecar.length <= MAX_SIDECAR_BYTES)) {
      throw new AnnalsError('codec.shape', 'expected the bytes of a sidecar or null');
    }
    return { bytes: transaction, sidecar: sidecar as Uint8Array | null };
  });
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
