import { createDecipheriv } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { concatBytes, hexToBytes } from '../codec/index.ts';
import { CONTENT_OVERHEAD_BYTES, decryptContent, encryptContent } from './index.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bytes = fc.uint8Array({ maxLength: 200 });
const failed = expect.objectContaining({ code: 'content.open-failed' });

describe('content encryption', () => {
  test('the published case 16 of the GCM specification', () => {
    const sealed = encryptContent(
      hexToBytes('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
      hexToBytes(
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      ),
      hexToBytes('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
      () => hexToBytes('cafebabefacedbaddecaf888'),
    );
    expect(sealed).toEqual(
      hexToBytes(
        'cafebabefacedbaddecaf888522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
      ),
    );
  });

  test('what is encrypted is decrypted, by OpenSSL too', () => {
    fc.assert(
      fc.property(key, bytes, bytes, (k, plaintext, context) => {
        const sealed = encryptContent(k, plaintext, context);
        expect(sealed).toHaveLength(plaintext.length + CONTENT_OVERHEAD_BYTES);
        expect(decryptContent(k, sealed, context)).toEqual(plaintext);
        const openSsl = createDecipheriv('aes-256-gcm', k, sealed.subarray(0, 12))
          .setAAD(context)
          .setAuthTag(sealed.subarray(-16));
        expect(concatBytes(openSsl.update(sealed.subarray(12, -16)), openSsl.final())).toEqual(plaintext);
      }),
    );
  });

  test('a change of any bit of key, context or content is caught', () => {
    fc.assert(
      fc.property(key, bytes, bytes, fc.nat(), fc.nat(7), (k, plaintext, context, at, bit) => {
        const flip = (value: Uint8Array): Uint8Array =>
          value.map((byte, i) => (i === at % value.length ? byte ^ (1 << bit) : byte));
        const sealed = encryptContent(k, plaintext, context);
        expect(() => decryptContent(k, flip(sealed), context)).toThrow(failed);
        expect(() => decryptContent(flip(k), sealed, context)).toThrow(failed);
        expect(() => decryptContent(k, sealed, concatBytes(context, Uint8Array.of(0)))).toThrow(failed);
        expect(() => decryptContent(k, sealed.subarray(0, at % sealed.length), context)).toThrow(failed);
      }),
    );
  });

  test('a nonce is not used twice', () => {
    const sealed = [1, 2, 3].map(() => encryptContent(new Uint8Array(32), new Uint8Array(0), new Uint8Array(0)));
    expect(new Set(sealed.map((one) => one.subarray(0, 12).join()))).toHaveProperty('size', 3);
  });

  test('a key of another length is a mistake of ours', () => {
    expect(() => encryptContent(new Uint8Array(16), new Uint8Array(1), new Uint8Array(0))).toThrow('32 bytes');
    expect(() => decryptContent(new Uint8Array(16), new Uint8Array(40), new Uint8Array(0))).toThrow('32 bytes');
  });
});
