/** Forgeries of receipts: another transaction, another result, another place. */
import { encodeResult } from '../../block/index.ts';
import { concatBytes } from '../../codec/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { Receipt } from '../index.ts';
import type { NamedCase } from './proof-case.ts';
import type { Story } from './story.ts';
import type { ValidProofs } from './valid-proofs.ts';

export function forgedReceipts({ chain }: Story, { earlyReceipt }: ValidProofs): readonly NamedCase[] {
  const { proof: receipt } = earlyReceipt;
  const other = chain.receipt(3, 0);
  const forged = (
    name: string,
    about: string,
    changed: Partial<Receipt>,
    expect: ErrorCode = 'proof.inclusion',
  ): NamedCase => ({ name, case: { ...earlyReceipt, expect, about, proof: { ...receipt, ...changed } } });
  const { transactionInclusion: path, transaction, result } = receipt;
  const lastByteChanged = Uint8Array.from(transaction);
  lastByteChanged[transaction.length - 1] = (transaction.at(-1) as number) ^ 1;
  return [
    forged('transaction-exchanged', 'Another transaction of the same block.', { transaction: other.transaction }),
    forged('transaction-altered', 'The last byte of the signature has been changed.', { transaction: lastByteChanged }),
    forged(
      'transaction-with-a-byte-more',
      'A byte follows the transaction.',
      { transaction: concatBytes(transaction, new Uint8Array(1)) },
      'proof.malformed',
    ),
    forged('result-altered', 'The refused read is shown as granted.', {
      result: encodeResult({ code: 'ok', items: [{ code: 'ok', logIndex: 1 }] }),
    }),
    forged('result-exchanged', 'The result, with its proof, of the transaction before.', {
      result: other.result,
      resultInclusion: other.resultInclusion,
    }),
    forged(
      'result-with-a-byte-more',
      'A byte follows the result.',
      { result: concatBytes(result, new Uint8Array(1)) },
      'proof.malformed',
    ),
    forged('index-altered', 'The transaction is said to stand at another place.', { index: 0 }),
    forged('index-outside', 'The place lies beyond the transactions of the block.', { index: 3 }),
    forged('inclusion-cut-short', 'The last hash of the proof is missing.', {
      transactionInclusion: path.slice(0, -1),
    }),
    forged('inclusion-with-a-hash-more', 'The proof has a hash too many.', {
      transactionInclusion: [...path, new Uint8Array(32)],
    }),
    forged('inclusion-out-of-order', 'The hashes of the proof stand in reverse.', {
      transactionInclusion: path.toReversed(),
    }),
  ];
}
