import { sha256 } from '@annals/ledger/crypto';
import { buildTransaction, type Transaction } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agency, secretOf } from '../store/testing/store-chain.ts';
import { VerifyWorker, verifyInline } from './index.ts';
import { pack, unpack } from './packed.ts';

function signed(salt: number): Transaction {
  return buildTransaction<'officer.dismiss'>({
    chain: sha256(new Uint8Array([1])),
    kind: 'officer.dismiss',
    body: { officer: '00'.repeat(20) as never },
    agency,
    lastValid: 100,
    salt: sha256(new Uint8Array([salt])).subarray(0, 16),
    signerSecret: secretOf('agency'),
  }) as unknown as Transaction;
}

const forged = (transaction: Transaction): Transaction => ({ ...transaction, digest: sha256(transaction.digest) });

describe('verification of transaction signatures', () => {
  const batch = [signed(1), forged(signed(2)), signed(3), forged(signed(4))];
  let worker: VerifyWorker;
  beforeAll(() => {
    worker = new VerifyWorker();
  });
  afterAll(() => worker.stop());

  test('inline and worker give the same verdicts, in order', async () => {
    expect(await verifyInline(batch)).toEqual([true, false, true, false]);
    expect(await worker.verify(batch)).toEqual([true, false, true, false]);
    expect(await worker.verify([])).toEqual([]);
  });

  test('batches in flight do not mix', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        worker.verify(i % 2 === 0 ? [batch[0] as Transaction] : [batch[1] as Transaction]),
      ),
    );
    expect(answers.flat()).toEqual(Array.from({ length: 20 }, (_, i) => i % 2 === 0));
  });

  test('rows survive packing', () => {
    const rows = batch.map(({ digest, signature, payload }) => ({ digest, signature, key: payload.signer }));
    expect(unpack(pack(rows))).toEqual(rows);
  });

  test('a worker that has ended refuses, and does not leave anybody waiting', async () => {
    const ended = new VerifyWorker();
    const pending = ended.verify(batch);
    await ended.stop();
    await expect(Promise.all([pending, ended.verify(batch)])).rejects.toThrow();
  });
});
