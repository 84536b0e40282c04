/**
 * A block as consensus passes it around: its header and the ids of its transactions, whose bodies every validator has
 * or fetches. The hash stands for the header alone, so whatever travels beside it must fit it, or the message is
 * refused; else a faulty primary could give the good name of a block to one that fails, and make a replica believe
 * that the block is invalid.
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
import {
  type BlockHash,
  bytesToHex,
  equalBytes,
  hexToBytes,
  JOINED_HASH_BYTES,
  joinHashes,
  type Shape,
  shape,
  splitHashes,
  type TransactionId,
} from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { rootOfEntries } from '@annals/ledger/merkle';

export interface Proposal {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly hash: BlockHash;
  readonly transactionIds: readonly TransactionId[];
  /** By which the parent was decided; null at height 1, whose parent is the genesis. No part of the hash. */
  readonly parentCertificate: CommitCertificate | null;
}

const wireShape = shape.struct({
  header: shape.bytes({ min: 1, max: MAX_HEADER_BYTES }),
  /** The ids one after the other: one byte string decodes many times faster than a list. */
  transactionIds: shape.bytes({ min: 0, max: MAX_BLOCK_TRANSACTIONS * JOINED_HASH_BYTES }),
  parentCertificate: shape.nullable(commitCertificateShape),
});

/**
 * Reads a proposal from its parts and checks that the transaction ids are those that the header commits to.
 * @throws AnnalsError `codec.shape` or what decoding the header throws.
 */
export function proposalOf(
  headerBytes: Uint8Array,
  joinedIds: Uint8Array,
  parentCertificate: CommitCertificate | null,
): Proposal {
  const header = decodeHeader(headerBytes);
  if (joinedIds.length !== header.count * JOINED_HASH_BYTES) {
    throw new AnnalsError('codec.shape', `transactionIds: expected ${header.count} ids as the header says`);
  }
  const ids = splitHashes(joinedIds, header.count);
  if (!equalBytes(rootOfEntries(ids), header.transactionsRoot)) {
    throw new AnnalsError('codec.shape', 'transactionIds: are not those that the header commits to');
  }
  return {
    header,
    headerBytes,
    hash: blockHashOf(headerBytes),
    transactionIds: ids.map((id) => bytesToHex(id) as TransactionId),
    parentCertificate,
  };
}

type Wire = { header: Uint8Array; transactionIds: Uint8Array; parentCertificate: CommitCertificate | null };

function toWire(proposal: Proposal): Wire {
  return {
    header: proposal.headerBytes,
    transactionIds: joinHashes(proposal.transactionIds.map(hexToBytes)),
    parentCertificate: proposal.parentCertificate,
  };
}

function fromWire(wire: Wire): Proposal {
  // A copy: what is kept of a proposal must not hold the message that it came in.
  return proposalOf(wire.header.slice(), wire.transactionIds, wire.parentCertificate);
}

export const proposalShape: Shape<Proposal> = {
  fromCbor: (reader) => fromWire(wireShape.fromCbor(reader)),
  toCbor: (value) => wireShape.toCbor(toWire(value)),
  fromJson: (value) => fromWire(wireShape.fromJson(value)),
  toJson: (value) => wireShape.toJson(toWire(value)),
  jsonSchema: wireShape.jsonSchema,
  bounds: wireShape.bounds,
};
