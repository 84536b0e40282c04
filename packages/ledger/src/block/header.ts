/**
 * The block header: what validators sign and light clients verify. The view is no part of it, so a block that is
 * proposed again in a later view keeps its hash (PROTOCOL header, FAILURES 7).
 */
import { type BlockHash, decodeShape, encodeShape, type Infer, idFromBytes, shape } from '../codec/index.ts';
import { hash } from '../crypto/index.ts';
import { type ChainId, hashShape, publicKeyShape } from '../transaction/index.ts';
import { MAX_BLOCK_TRANSACTIONS, MAX_HEADER_BYTES } from './bounds.ts';

export const headerShape = shape.struct({
  chain: hashShape,
  height: shape.integer(1, Number.MAX_SAFE_INTEGER),
  /** The block's time: the proposer's clock, or one millisecond after the parent's time where that is later. */
  timeMs: shape.time,
  /** What the proposer's clock showed: its testimony, which f of n cannot falsify together (PROTOCOL deadlines). */
  clockMs: shape.time,
  /** The parent's hash; of height 1 the chain id. */
  parent: shape.id('block'),
  /** Root of the Merkle log of the transactions' ids. */
  transactionsRoot: hashShape,
  /** Root of the Merkle log of the transactions' encoded results. */
  resultsRoot: hashShape,
  /** Root of the state tree after this block. */
  stateRoot: hashShape,
  /** The validator set that decides this height. */
  validatorsHash: hashShape,
  /** The validator set that decides the next height. */
  nextValidatorsHash: hashShape,
  /** The validator key of whoever built the block. */
  proposer: publicKeyShape,
  /** How many transactions the block holds. */
  count: shape.integer(0, MAX_BLOCK_TRANSACTIONS),
});

export type Header = Infer<typeof headerShape>;

/** The canonical bytes of a header, which its hash covers. */
export function encodeHeader(header: Header): Uint8Array {
  return encodeShape(headerShape, header);
}

/** Reads a header strictly. @throws AnnalsError `codec.*`. */
export function decodeHeader(bytes: Uint8Array): Header {
  return decodeShape(headerShape, bytes, MAX_HEADER_BYTES);
}

/** The hash of a block, from the bytes of its header. */
export function blockHashOf(headerBytes: Uint8Array): BlockHash {
  return idFromBytes('block', hash('annals/block/v1', headerBytes));
}

/** What stands in the place of the parent's hash at height 1. */
export function genesisHashOf(chain: ChainId): BlockHash {
  return idFromBytes('block', chain);
}
