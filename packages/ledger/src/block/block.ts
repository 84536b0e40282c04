/**
 * The block: header, transactions as opaque byte strings, and the certificate of its parent. Transactions are decoded
 * once, when they arrive, and never again with a block.
 */
import { type BlockHash, decodeShape, encodeShape, shape } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { MAX_TRANSACTION_BYTES } from '../transaction/index.ts';
import { MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS, MAX_HEADER_BYTES } from './bounds.ts';
import { type CommitCertificate, commitCertificateShape } from './commit-certificate.ts';
import { blockHashOf, decodeHeader, encodeHeader, type Header } from './header.ts';

export interface Block {
  readonly header: Header;
  /** The exact bytes that the hash covers. */
  readonly headerBytes: Uint8Array;
  readonly hash: BlockHash;
  /** The bytes of each transaction. */
  readonly transactions: readonly Uint8Array[];
  /** What made the parent final; null at height 1, whose parent is genesis. */
  readonly parentCertificate: CommitCertificate | null;
}

/** A block of a header and what belongs to it. */
export function assembleBlock(
  header: Header,
  transactions: readonly Uint8Array[],
  parentCertificate: CommitCertificate | null,
): Block {
  const headerBytes = encodeHeader(header);
  return { header, headerBytes, hash: blockHashOf(headerBytes), transactions, parentCertificate };
}

const blockShape = shape.tuple(
  shape.bytes({ min: 0, max: MAX_HEADER_BYTES }),
  shape.list(shape.bytes({ min: 0, max: MAX_TRANSACTION_BYTES }), MAX_BLOCK_TRANSACTIONS),
  shape.nullable(commitCertificateShape),
);

/** The canonical bytes of a block: `[header bytes, [transaction bytes], certificate or null]`. */
export function encodeBlock({ headerBytes, transactions, parentCertificate }: Block): Uint8Array {
  return encodeShape(blockShape, [headerBytes, transactions, parentCertificate]);
}

/**
 * Reads a block strictly; its transactions stay opaque. That they are the ones that the header names is checked when
 * the block is executed.
 * @throws AnnalsError `codec.*`.
 */
export function decodeBlock(bytes: Uint8Array): Block {
  const [headerBytes, transactions, parentCertificate] = decodeShape(blockShape, bytes, MAX_BLOCK_BYTES);
  const header = decodeHeader(headerBytes);
  if (header.count !== transactions.length) throw malformed('transactions: not as many as the header counts');
  if ((header.height === 1) !== (parentCertificate === null)) {
    throw malformed('certificate: expected at every height but the first');
  }
  return { header, headerBytes, hash: blockHashOf(headerBytes), transactions, parentCertificate };
}

/** The bytes of a certificate on its own. */
export function encodeCertificate(certificate: CommitCertificate): Uint8Array {
  return encodeShape(commitCertificateShape, certificate);
}

function malformed(message: string): AnnalsError {
  return new AnnalsError('codec.shape', message);
}
