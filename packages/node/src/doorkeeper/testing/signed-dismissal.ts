/** Transactions that read, for tests of reading. */
import { sha256 } from '@annals/ledger/crypto';
import { buildTransaction } from '@annals/ledger/transaction';
import { agency, secretOf } from '../../store/testing/store-chain.ts';

/** The bytes of a transaction, another for each number up to 255. */
export function signedDismissal(number: number): Uint8Array {
  return buildTransaction<'officer.dismiss'>({
    chain: sha256(new Uint8Array([1])),
    kind: 'officer.dismiss',
    body: { officer: '00'.repeat(20) as never },
    agency,
    lastValid: 100,
    salt: sha256(new Uint8Array([number])).subarray(0, 16),
    signerSecret: secretOf('agency'),
  }).bytes;
}
