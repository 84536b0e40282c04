import { describe, expect, test } from '@jest/globals';
import type { AgencyId, BlockHash } from '../codec/index.ts';
import { bytesToHex, decodeShape, encode, encodeShape } from '../codec/index.ts';
import { publicKeyOf, sha256, sign, verifySignature } from '../crypto/index.ts';
import { type CommitCertificate, commitCertificateShape, verifyCommitCertificate } from './commit-certificate.ts';
import { voteDigest } from './vote.ts';

const chain = sha256(new Uint8Array(1));
const block = bytesToHex(sha256(new Uint8Array(2))) as BlockHash;
const secrets = [1, 2, 3, 4].map((i) => sha256(new Uint8Array(10 + i)));
const validators = secrets.map((secret, i) => ({
  agency: bytesToHex(new Uint8Array(20).fill(i)) as AgencyId,
  key: publicKeyOf(secret),
}));

function certificate(indices: readonly number[], over: Partial<CommitCertificate> = {}): CommitCertificate {
  const vote = { step: 'commit' as const, height: 7, view: 2, block };
  const signatures = indices.map((index) => ({
    index,
    signature: sign(voteDigest(chain, vote), secrets[index] ?? (secrets[0] as Uint8Array)),
  }));
  return { height: 7, view: 2, block, signatures, ...over };
}

const check = (made: CommitCertificate) => verifyCommitCertificate(made, { chain, validators });

describe('a commit certificate', () => {
  test('of a quorum verifies, and of all', () => {
    expect(check(certificate([0, 2, 3]))).toEqual({ ok: true });
    expect(check(certificate([0, 1, 2, 3]))).toEqual({ ok: true });
  });

  test('FAILURES 24: of one vote fewer than a quorum does not', () => {
    expect(check(certificate([0, 2]))).toMatchObject({ ok: false, reason: expect.stringContaining('quorum') });
  });

  test('FAILURES 18: with one signer counted twice does not', () => {
    expect(check(certificate([0, 2, 2]))).toMatchObject({ ok: false, reason: expect.stringContaining('twice') });
    expect(check(certificate([2, 0, 3]))).toMatchObject({ ok: false });
  });

  test('FAILURES 18: with the signature of one validator under the index of another does not', () => {
    const made = certificate([0, 1, 2]);
    const [first, second, third] = made.signatures;
    if (!first || !second || !third) throw new Error('three signatures');
    const swapped = [first, { index: 1, signature: third.signature }, { index: 2, signature: second.signature }];
    expect(check({ ...made, signatures: swapped })).toMatchObject({ ok: false, code: 'proof.certificate' });
  });

  test('FAILURES 19: with an index out of range does not', () => {
    expect(check(certificate([0, 1, 4]))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no validator 4'),
    });
  });

  test.each([{ height: 8 }, { view: 3 }, { block: bytesToHex(sha256(new Uint8Array(3))) as BlockHash }])(
    'for another %j does not',
    (over) => {
      expect(check(certificate([0, 1, 2], over))).toMatchObject({ ok: false });
    },
  );

  test('of prepare votes, or for another chain, does not', () => {
    const digest = voteDigest(chain, { step: 'prepare', height: 7, view: 2, block });
    const signatures = [0, 1, 2].map((index) => ({ index, signature: sign(digest, secrets[index] as Uint8Array) }));
    expect(check({ height: 7, view: 2, block, signatures })).toMatchObject({ ok: false });
    const elsewhere = { chain: sha256(chain), validators };
    expect(verifyCommitCertificate(certificate([0, 1, 2]), elsewhere)).toMatchObject({ ok: false });
  });

  test('has every signature verified, by the function that is given', () => {
    let calls = 0;
    const verify: typeof verifySignature = (...args) => {
      calls += 1;
      return verifySignature(...args);
    };
    expect(verifyCommitCertificate(certificate([0, 1, 2, 3]), { chain, validators, verify })).toEqual({ ok: true });
    expect(calls).toBe(4);
  });

  test('is read from bytes as it was written, and not with 101 signatures', () => {
    const made = certificate([0, 1, 3]);
    expect(decodeShape(commitCertificateShape, encodeShape(commitCertificateShape, made), 16_384)).toEqual(made);
    const one = { index: 0, signature: new Uint8Array(64) };
    const bytes = encode({
      height: 1,
      view: 0,
      block: new Uint8Array(32),
      signatures: Array.from({ length: 101 }, () => one),
    });
    expect(() => decodeShape(commitCertificateShape, bytes, 16_384)).toThrow('signatures');
  });
});
