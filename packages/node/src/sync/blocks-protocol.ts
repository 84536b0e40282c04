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
import { type BlockHash, CborReader, decodeShape, encodeShape, type Infer, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { MAX_TRANSACTION_BYTES, MIN_TRANSACTION_BYTES } from '@annals/ledger/transaction';
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

/**
 * A block as `[header bytes, [transaction bytes], certificate]`. That no transaction is shorter than one can be is what
 * bounds how many there are by the bytes of the answer (ATTACK empty-transactions).
 */
const blockShape = shape.tuple(
  shape.bytes({ min: 0, max: MAX_HEADER_BYTES }),
  shape.list(shape.bytes({ min: MIN_TRANSACTION_BYTES, max: MAX_TRANSACTION_BYTES }), MAX_BLOCK_TRANSACTIONS),
  commitCertificateShape,
);
const answerShape = shape.list(blockShape, MAX_BLOCKS_PER_ANSWER);

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
 * Reads an answer block by block, so that whoever asked does as much of it at a time as it wants to; the transactions
 * are views into it. Of more blocks than were asked for none is read.
 * @throws AnnalsError `codec.*` when the answer is not what was asked for in form.
 */
export function* readBlocks(bytes: Uint8Array, limit: number): Generator<SyncedBlock, void, undefined> {
  if (bytes.length > MAX_ANSWER_BYTES) {
    throw new AnnalsError('codec.too-large', `${bytes.length} bytes where ${MAX_ANSWER_BYTES} are allowed`);
  }
  const reader = new CborReader(bytes);
  const count = reader.list(0, limit, `a list of at most ${limit} blocks`);
  for (let i = 0; i < count; i++) yield syncedBlock(blockShape.fromCbor(reader));
  reader.end();
}

/** Reads a whole answer at once. @throws AnnalsError `codec.*`. */
export function decodeBlocks(bytes: Uint8Array, limit = MAX_BLOCKS_PER_ANSWER): SyncedBlock[] {
  return [...readBlocks(bytes, limit)];
}

function syncedBlock([headerView, transactions, certificate]: Infer<typeof blockShape>): SyncedBlock {
  // A copy: the head of the chain keeps it.
  const headerBytes = headerView.slice();
  const header = decodeHeader(headerBytes);
  if (transactions.length !== header.count) {
    throw new AnnalsError('codec.shape', 'expected the transactions that the header counts');
  }
  return { header, headerBytes, hash: blockHashOf(headerBytes), transactions, certificate };
}
