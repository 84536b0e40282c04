/**
 * The block: header, transactions as opaque byte strings, and the certificate of its parent. Transactions are decoded
 * once, when they arrive, and never again with a block.
 */
import { type BlockHash, decode, encode, encodeShape } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { MAX_TRANSACTION_BYTES } from '../transaction/index.ts';
import { MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS } from './bounds.ts';
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

/** The canonical bytes of a block: `[header bytes, [transaction bytes], certificate or null]`. */
export function encodeBlock(block: Block): Uint8Array {
  const { headerBytes, transactions, parentCertificate } = block;
  return encode([
    headerBytes,
    transactions,
    parentCertificate === null ? null : commitCertificateShape.toCbor(parentCertificate),
  ]);
}

/**
 * Reads a block strictly; its transactions stay opaque. That they are the ones that the header names is checked when
 * the block is executed.
 * @throws AnnalsError `codec.*`.
 */
export function decodeBlock(bytes: Uint8Array): Block {
  const value = decode(bytes, MAX_BLOCK_BYTES);
  if (!Array.isArray(value) || value.length !== 3)
    throw malformed('expected a list of header, transactions, certificate');
  const [headerBytes, transactions, certificate] = value;
  if (!(headerBytes instanceof Uint8Array)) throw malformed('header: expected bytes');
  if (!Array.isArray(transactions) || transactions.length > MAX_BLOCK_TRANSACTIONS) {
    throw malformed(`transactions: expected a list of at most ${MAX_BLOCK_TRANSACTIONS}`);
  }
  for (const transaction of transactions) {
    if (!(transaction instanceof Uint8Array) || transaction.length > MAX_TRANSACTION_BYTES) {
      throw malformed(`transactions: expected byte strings of at most ${MAX_TRANSACTION_BYTES} bytes`);
    }
  }
  const header = decodeHeader(headerBytes);
  if (header.count !== transactions.length) throw malformed('transactions: not as many as the header counts');
  if ((header.height === 1) !== (certificate === null)) {
    throw malformed('certificate: expected at every height but the first');
  }
  return {
    header,
    headerBytes,
    hash: blockHashOf(headerBytes),
    transactions,
    parentCertificate: certificate === null ? null : commitCertificateShape.fromCbor(certificate),
  };
}

/** The bytes of a certificate on its own. */
export function encodeCertificate(certificate: CommitCertificate): Uint8Array {
  return encodeShape(commitCertificateShape, certificate);
}

function malformed(message: string): AnnalsError {
  return new AnnalsError('codec.shape', message);
}
