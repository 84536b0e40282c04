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
  MAX_HEADER_BYTES,
} from '@annals/ledger/block';
import { type BlockHash, decodeShape, encodeShape, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { MAX_TRANSACTION_BYTES } from '@annals/ledger/transaction';
import { NETWORK_LIMITS } from '../network/limits.ts';
import type { StoredBlock } from '../store/store.ts';

/** Blocks in one answer, as many as a store reads at once; fewer when they are large. */
export const MAX_BLOCKS_PER_ANSWER = 256;
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

/** Blocks as `[header bytes, [transaction bytes], certificate]`. */
const answerShape = shape.list(
  shape.tuple(
    shape.bytes({ min: 0, max: MAX_HEADER_BYTES }),
    shape.list(shape.bytes({ min: 0, max: MAX_TRANSACTION_BYTES }), MAX_BLOCK_TRANSACTIONS),
    commitCertificateShape,
  ),
  MAX_BLOCKS_PER_ANSWER,
);

/** The canonical bytes of an answer, with as many of the blocks as fit. */
export function encodeBlocks(blocks: readonly StoredBlock[]): Uint8Array {
  const items: [Uint8Array, readonly Uint8Array[], CommitCertificate][] = [];
  let sizeBytes = 0;
  for (const { headerBytes, transactions, certificate } of blocks) {
    items.push([headerBytes, transactions, certificate]);
    sizeBytes += sizeOfBlock({ headerBytes, transactions });
    if (sizeBytes > ANSWER_BYTES) break;
  }
  return encodeShape(answerShape, items);
}

/** Whether an answer ends with these blocks because it is long, and not because there are no more. */
export function fillsAnswer(blocks: readonly Pick<SyncedBlock, 'headerBytes' | 'transactions'>[]): boolean {
  return blocks.reduce((sum, block) => sum + sizeOfBlock(block), 0) > ANSWER_BYTES;
}

/** The bytes of a block by which answers are measured. */
export function sizeOfBlock({ headerBytes, transactions }: Pick<SyncedBlock, 'headerBytes' | 'transactions'>): number {
  return transactions.reduce((sum, { length }) => sum + length, headerBytes.length);
}

/**
 * Reads an answer; the transactions are views into it.
 * @throws AnnalsError `codec.*` when the answer is not what was asked for in form.
 */
export function decodeBlocks(bytes: Uint8Array): SyncedBlock[] {
  return decodeShape(answerShape, bytes, MAX_ANSWER_BYTES).map(([headerView, transactions, certificate]) => {
    // A copy: the head of the chain keeps it.
    const headerBytes = headerView.slice();
    const header = decodeHeader(headerBytes);
    if (transactions.length !== header.count) {
      throw new AnnalsError('codec.shape', 'expected the transactions that the header counts');
    }
    return { header, headerBytes, hash: blockHashOf(headerBytes), transactions, certificate };
  });
}
