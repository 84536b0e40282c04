import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { hexToBytes } from '../codec/index.ts';
import {
  generateSecretKey,
  isPublicKey,
  isSecretKey,
  nobleBackend,
  publicKeyOf,
  randomBytes,
  type SignatureBackend,
  selectSignatureBackend,
  sha256,
  sign,
  signatureBackend,
  verifySignature,
} from './index.ts';

interface Case {
  comment: string;
  digest: string;
  signature: string;
  key: string;
  valid: boolean;
  secret?: string;
}
const vectors = new URL('../../../../test/vectors/signature.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { cases: Case[] };

/** The order of the group, and the two scalars beside it. */
const ORDER = hexToBytes('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
const BELOW_ORDER = hexToBytes('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140');
const NOT_SECRETS = [
  new Uint8Array(32),
  ORDER,
  new Uint8Array(32).fill(255),
  new Uint8Array(31).fill(1),
  new Uint8Array(33).fill(1),
];

afterEach(() => selectSignatureBackend(nobleBackend));

describe('published vectors', () => {
  test.each(cases)('$comment', ({ digest, signature, key, valid, secret }) => {
    expect(verifySignature(hexToBytes(digest), hexToBytes(signature), hexToBytes(key))).toBe(valid);
    if (secret === undefined) return;
    expect(sign(hexToBytes(digest), hexToBytes(secret))).toEqual(hexToBytes(signature));
    expect(publicKeyOf(hexToBytes(secret))).toEqual(hexToBytes(key));
  });
});

describe('keys', () => {
  test('a generated key signs what its public key verifies, and nothing else', () => {
    const secret = generateSecretKey();
    const digest = sha256(Uint8Array.of(1));
    const signature = sign(digest, secret);
    expect(verifySignature(digest, signature, publicKeyOf(secret))).toBe(true);
    expect(verifySignature(sha256(Uint8Array.of(2)), signature, publicKeyOf(secret))).toBe(false);
    expect(verifySignature(digest, signature, publicKeyOf(generateSecretKey()))).toBe(false);
  });

  test('what is no scalar is drawn again, and a source that gives none is refused', () => {
    const draws = [new Uint8Array(32), ORDER, BELOW_ORDER];
    expect(generateSecretKey(() => draws.shift() as Uint8Array)).toEqual(BELOW_ORDER);
    expect(() => generateSecretKey((size) => new Uint8Array(size))).toThrow(
      expect.objectContaining({ code: 'key.random' }),
    );
  });

  test('what is no scalar is no secret key', () => {
    expect(isSecretKey(BELOW_ORDER)).toBe(true);
    for (const bytes of NOT_SECRETS) {
      expect(isSecretKey(bytes)).toBe(false);
      expect(() => publicKeyOf(bytes)).toThrow(expect.objectContaining({ code: 'key.malformed' }));
      expect(() => sign(new Uint8Array(32), bytes)).toThrow(expect.objectContaining({ code: 'key.malformed' }));
      expect(() => nobleBackend.sharedSecret(bytes, publicKeyOf(BELOW_ORDER))).toThrow(
        expect.objectContaining({ code: 'key.malformed' }),
      );
    }
  });

  test('only compressed points are public keys', () => {
    const key = publicKeyOf(BELOW_ORDER);
    expect(isPublicKey(key)).toBe(true);
    for (const prefix of [0, 1, 4, 5, 6, 7]) expect(isPublicKey(Uint8Array.of(prefix, ...key.subarray(1)))).toBe(false);
    expect(isPublicKey(new Uint8Array(33))).toBe(false);
    expect(isPublicKey(new Uint8Array(0))).toBe(false);
    expect(() => nobleBackend.sharedSecret(BELOW_ORDER, new Uint8Array(33))).toThrow(
      expect.objectContaining({ code: 'key.malformed' }),
    );
  });

  test('a digest of another length is a mistake of ours, not of a user', () => {
    expect(() => sign(new Uint8Array(31), BELOW_ORDER)).toThrow('a digest to sign has 32 bytes');
  });
});

test('a selected backend does the work', () => {
  const calls: string[] = [];
  const spy: SignatureBackend = {
    ...nobleBackend,
    name: 'libsecp256k1',
    verify: () => calls.push('verify') > 0,
    isPublicKey: () => calls.push('isPublicKey') > 0,
  };
  selectSignatureBackend(spy);
  expect(signatureBackend().name).toBe('libsecp256k1');
  expect(verifySignature(new Uint8Array(0), new Uint8Array(0), new Uint8Array(0))).toBe(true);
  expect(isPublicKey(new Uint8Array(0))).toBe(true);
  expect(calls).toEqual(['verify', 'isPublicKey']);
});

test('random bytes come in any size, also beyond what one draw gives', () => {
  expect(randomBytes(0)).toHaveLength(0);
  const long = randomBytes(200_000);
  expect(long).toHaveLength(200_000);
  expect(long.subarray(-32)).not.toEqual(new Uint8Array(32));
  expect(randomBytes(32)).not.toEqual(randomBytes(32));
});
