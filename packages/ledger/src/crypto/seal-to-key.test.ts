import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { concatBytes } from '../codec/index.ts';
import { generateSecretKey, openWithKey, publicKeyOf, SEAL_OVERHEAD_BYTES, sealToKey } from './index.ts';

const secret = generateSecretKey();
const recipient = publicKeyOf(secret);
const context = new TextEncoder().encode('chain, record, section');
const plaintext = new TextEncoder().encode('a content key of thirty-two byte');
const sealed = sealToKey(recipient, plaintext, context);

/** Opens a seal by the documented construction, with OpenSSL and nothing of ours. */
function openByOpenSsl(bytes: Uint8Array): Uint8Array {
  const ephemeral = bytes.subarray(1, 34);
  const agreement = createECDH('secp256k1');
  agreement.setPrivateKey(secret);
  const info = concatBytes(new TextEncoder().encode('annals/seal-to-key/v1\0'), ephemeral, recipient);
  const material = new Uint8Array(hkdfSync('sha256', agreement.computeSecret(ephemeral), new Uint8Array(0), info, 44));
  const cipher = createDecipheriv('aes-256-gcm', material.subarray(0, 32), material.subarray(32));
  cipher.setAAD(context);
  cipher.setAuthTag(bytes.subarray(-16));
  return concatBytes(cipher.update(bytes.subarray(34, -16)), cipher.final());
}

const failed = expect.objectContaining({ code: 'seal.open-failed' });
const malformed = expect.objectContaining({ code: 'seal.malformed' });

describe('sealing to a key', () => {
  test('the holder of the key opens it, and so does an independent implementation of what is documented', () => {
    expect(sealed).toHaveLength(plaintext.length + SEAL_OVERHEAD_BYTES);
    expect(openWithKey(secret, sealed, context)).toEqual(plaintext);
    expect(openByOpenSsl(sealed)).toEqual(plaintext);
  });

  test('nothing is sealed as well', () => {
    const empty = sealToKey(recipient, new Uint8Array(0), context);
    expect(openWithKey(secret, empty, context)).toHaveLength(0);
    expect(empty).toHaveLength(SEAL_OVERHEAD_BYTES);
  });

  test('two seals of one text have nothing in common', () => {
    const second = sealToKey(recipient, plaintext, context);
    expect(second.subarray(1)).not.toEqual(sealed.subarray(1));
    expect(second.subarray(34, 66)).not.toEqual(sealed.subarray(34, 66));
  });

  test('another key or another context does not open it', () => {
    expect(() => openWithKey(generateSecretKey(), sealed, context)).toThrow(failed);
    expect(() => openWithKey(secret, sealed, context.subarray(1))).toThrow(failed);
    expect(() => openWithKey(secret, sealed, new Uint8Array(0))).toThrow(failed);
  });

  test('a change in any part is caught', () => {
    for (const at of [34, 40, sealed.length - 17, sealed.length - 16, sealed.length - 1]) {
      const changed = sealed.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => openWithKey(secret, changed, context)).toThrow(failed);
    }
    expect(() => openWithKey(secret, concatBytes(sealed, Uint8Array.of(0)), context)).toThrow(failed);
    expect(() => openWithKey(secret, sealed.subarray(0, -1), context)).toThrow(failed);
    const negated = sealed.slice();
    negated[1] = (negated[1] as number) ^ 1;
    // The negated point has the same x-coordinate; that both keys stand in the HKDF info is what catches it.
    expect(() => openWithKey(secret, negated, context)).toThrow(failed);
  });

  test('what is no seal is told apart', () => {
    expect(() => openWithKey(secret, new Uint8Array(0), context)).toThrow(malformed);
    expect(() => openWithKey(secret, sealed.subarray(0, SEAL_OVERHEAD_BYTES - 1), context)).toThrow(malformed);
    expect(() => openWithKey(secret, Uint8Array.of(2, ...sealed.subarray(1)), context)).toThrow('version 2');
    expect(() => openWithKey(secret, Uint8Array.of(1, 4, ...sealed.subarray(2)), context)).toThrow(malformed);
  });

  test('no key, no seal', () => {
    const malformedKey = expect.objectContaining({ code: 'key.malformed' });
    expect(() => sealToKey(new Uint8Array(33), plaintext, context)).toThrow(malformedKey);
    expect(() => sealToKey(recipient.subarray(1), plaintext, context)).toThrow(malformedKey);
    expect(() => openWithKey(new Uint8Array(32), sealed, context)).toThrow(malformedKey);
  });
});
