/**
 * The question `blocks`: consecutive blocks from a height on, each with the certificate that made it final. Answers
 * are opaque until they are checked, block by block (FAILURES 19, 22).
 */
import {
  blockHashOf,
  type CommitCertificate,
  commitCertificateShape,
  decodeHeader,
  type Header,
  MAX_BLOCK_TRANSACTIONS,
} from '@annals/ledger/block';
import { type BlockHash, type CborValue, decode, decodeShape, encode, encodeShape, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { NETWORK_LIMITS } from '../network/limits.ts';
import type { StoredBlock } from '../store/store.ts';

/** Blocks in one answer; fewer when they are large. */
export const MAX_BLOCKS_PER_ANSWER = 500;
const MAX_REQUEST_BYTES = 64;
const MAX_ANSWER_BYTES = NETWORK_LIMITS.requests.blocks.responseBytes;
/** An answer is closed once it is this long, so that the next block still fits below its bound. */
const ANSWER_BYTES = 8 * 1024 * 1024;

const requestShape = shape.struct({
  from: shape.integer(1, Number.MAX_SAFE_INTEGER),
  limit: shape.integer(1, MAX_BLOCKS_PER_ANSWER),
});

export interface BlocksRequest {
  readonly from: number;
  readonly limit: number;
}

/** A block as it came from a peer: well-formed, not verified. */
export interface SyncedBlock {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly hash: BlockHash;
  readonly transactions: readonly Uint8Array[];
  readonly certificate: CommitCertificate;
}

export function encodeBlocksRequest(request: BlocksRequest): Uint8Array {
  return encodeShape(requestShape, request);
}

/** @throws AnnalsError `codec.*`. */
export function decodeBlocksRequest(bytes: Uint8Array): BlocksRequest {
  return decodeShape(requestShape, bytes, MAX_REQUEST_BYTES);
}

/** The canonical bytes of an answer, with as many of the blocks as fit. */
export function encodeBlocks(blocks: readonly StoredBlock[]): Uint8Array {
  const items: CborValue[] = [];
  let sizeBytes = 0;
  for (const { headerBytes, transactions, certificate } of blocks) {
    items.push([headerBytes, transactions, commitCertificateShape.toCbor(certificate)]);
    sizeBytes += transactions.reduce((sum, { length }) => sum + length, headerBytes.length);
    if (sizeBytes > ANSWER_BYTES) break;
  }
  return encode(items);
}

/** @throws AnnalsError `codec.*` when the answer is not what was asked for in form. */
export function decodeBlocks(bytes: Uint8Array): SyncedBlock[] {
  const value = decode(bytes, MAX_ANSWER_BYTES);
  if (!Array.isArray(value) || value.length > MAX_BLOCKS_PER_ANSWER) throw malformed('expected a list of blocks');
  return value.map((item: CborValue) => {
    if (!Array.isArray(item) || item.length !== 3) throw malformed('expected header, transactions and certificate');
    const [headerBytes, transactions, certificate] = item as [CborValue, CborValue, CborValue];
    if (!(headerBytes instanceof Uint8Array)) throw malformed('expected the bytes of a header');
    const header = decodeHeader(headerBytes);
    if (!isByteStrings(transactions) || transactions.length !== header.count)
      throw malformed('expected the transactions that the header counts');
    return {
      header,
      headerBytes,
      hash: blockHashOf(headerBytes),
      transactions,
      certificate: commitCertificateShape.fromCbor(certificate),
    };
  });
}

function isByteStrings(value: CborValue): value is readonly Uint8Array[] {
  return (
    Array.isArray(value) && value.length <= MAX_BLOCK_TRANSACTIONS && value.every((item) => item instanceof Uint8Array)
  );
}

function malformed(message: string): AnnalsError {
  return new AnnalsError('codec.shape', message);
}
