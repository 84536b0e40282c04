import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hexToBytes } from '@annals/ledger/codec';
import {
  generateSecretKey,
  nobleBackend,
  openWithKey,
  type SignatureBackend,
  sealToKey,
  selectSignatureBackend,
} from '@annals/ledger/crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadNativeBackend } from './index.ts';

const reasons: string[] = [];
const native = loadNativeBackend((reason) => reasons.push(reason)) as SignatureBackend;

const vectors = new URL('../../../../test/vectors/signature.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as {
  cases: { comment: string; digest: string; signature: string; key: string; valid: boolean; secret?: string }[];
};

const bytesOf = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: size, maxLength: size });
const secrets = bytesOf(32).filter((bytes) => bytes.some((byte) => byte !== 0) && (bytes[0] as number) < 255);
/** A verification by the reference takes milliseconds, so few runs here and the corners in the vectors. */
const RUNS = { numRuns: 60 };

/** What a call gives, or the code it is refused with. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return { code: (error as { code?: string }).code };
  }
}

test('libsecp256k1 loads here, not the fallback in JavaScript', () => {
  expect(reasons).toEqual([]);
  expect(native.name).toBe('libsecp256k1');
});

test('a native part that is missing or computes something else is reported and not used', () => {
  const told: string[] = [];
  const missing = (): never => {
    throw new Error('No native build was found');
  };
  expect(loadNativeBackend((reason) => told.push(reason), missing)).toBeUndefined();
  const bindings = createRequire(import.meta.url)('secp256k1/bindings.js') as object;
  const credulous = (): object => ({ ...bindings, ecdsaVerify: () => true });
  expect(loadNativeBackend((reason) => told.push(reason), credulous)).toBeUndefined();
  expect(told).toEqual([
    'libsecp256k1 does not load: No native build was found',
    'libsecp256k1 does not agree with the reference on a known case',
  ]);
});

describe('published vectors', () => {
  test.each(cases)('$comment', ({ digest, signature, key, valid, secret }) => {
    expect(native.verify(hexToBytes(digest), hexToBytes(signature), hexToBytes(key))).toBe(valid);
    if (secret === undefined) return;
    expect(native.sign(hexToBytes(digest), hexToBytes(secret))).toEqual(hexToBytes(signature));
    expect(native.derivePublicKey(hexToBytes(secret))).toEqual(hexToBytes(key));
  });
});

describe('both backends do the same', () => {
  test('keys, signatures and shared secrets are equal byte for byte', () => {
    fc.assert(
      fc.property(secrets, secrets, bytesOf(32), (secret, other, digest) => {
        const key = native.derivePublicKey(secret);
        expect(key).toEqual(nobleBackend.derivePublicKey(secret));
        const signature = native.sign(digest, secret);
        expect(signature).toEqual(nobleBackend.sign(digest, secret));
        expect(native.sharedSecret(other, key)).toEqual(nobleBackend.sharedSecret(other, key));
        expect(native.verify(digest, signature, key) && nobleBackend.verify(digest, signature, key)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('changed signatures, digests and keys get one verdict', () => {
    const part = fc.constantFrom('digest', 'signature', 'key');
    const edit = fc.record({
      part,
      at: fc.nat(),
      xor: fc.integer({ min: 1, max: 255 }),
      size: fc.constantFrom(-1, 0, 0, 0, 0, 1),
    });
    fc.assert(
      fc.property(secrets, bytesOf(32), fc.array(edit, { maxLength: 2 }), (secret, digest, edits) => {
        const parts = { digest, signature: native.sign(digest, secret), key: native.derivePublicKey(secret) };
        for (const { part: name, at, xor, size } of edits as {
          part: keyof typeof parts;
          at: number;
          xor: number;
          size: number;
        }[]) {
          const changed = [...parts[name]];
          changed[at % changed.length] = (changed[at % changed.length] as number) ^ xor;
          if (size < 0) changed.pop();
          if (size > 0) changed.push(0);
          parts[name] = Uint8Array.from(changed);
        }
        const verdict = nobleBackend.verify(parts.digest, parts.signature, parts.key);
        expect(native.verify(parts.digest, parts.signature, parts.key)).toBe(verdict);
        if (edits.length === 0) expect(verdict).toBe(true);
        if (edits.length === 1) expect(verdict).toBe(false);
      }),
      RUNS,
    );
  });

  test('random bytes, of the right length or of any, get one verdict', () => {
    const any = fc.uint8Array({ maxLength: 70 });
    fc.assert(
      fc.property(
        fc.oneof(bytesOf(32), any),
        fc.oneof(bytesOf(64), any),
        fc.oneof(bytesOf(33), any),
        (digest, signature, key) => {
          const prefixed = key.map((byte, i) => (i === 0 ? byte % 8 : byte));
          for (const candidate of [key, prefixed]) {
            expect(native.isPublicKey(candidate)).toBe(nobleBackend.isPublicKey(candidate));
            expect(native.verify(digest, signature, candidate)).toBe(nobleBackend.verify(digest, signature, candidate));
          }
        },
      ),
      RUNS,
    );
  });

  test('what is no key is refused with one code', () => {
    const order = hexToBytes('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
    const digest = new Uint8Array(32);
    const key = native.derivePublicKey(new Uint8Array(32).fill(1));
    const bad = [
      new Uint8Array(32),
      order,
      new Uint8Array(32).fill(255),
      new Uint8Array(31).fill(1),
      new Uint8Array(0),
      key,
    ];
    for (const secret of bad) {
      for (const backend of [native, nobleBackend]) {
        expect(outcome(() => backend.sign(digest, secret))).toEqual({ code: 'key.malformed' });
        expect(outcome(() => backend.derivePublicKey(secret))).toEqual({ code: 'key.malformed' });
        expect(outcome(() => backend.sharedSecret(secret, key))).toEqual({ code: 'key.malformed' });
        expect(
          outcome(() => backend.sharedSecret(new Uint8Array(32).fill(1), secret.length === 33 ? digest : secret)),
        ).toEqual({
          code: 'key.malformed',
        });
      }
    }
    for (const backend of [native, nobleBackend]) {
      expect(() => backend.sign(new Uint8Array(31), new Uint8Array(32).fill(1))).toThrow(
        'a digest to sign has 32 bytes',
      );
    }
  });

  test('parts of a larger buffer, and Buffers, are taken as the bytes that they are', () => {
    const secret = generateSecretKey();
    const digest = new Uint8Array(32).fill(7);
    const whole = Buffer.concat([
      Buffer.alloc(5, 0xff),
      digest,
      native.sign(digest, secret),
      native.derivePublicKey(secret),
      Buffer.alloc(9),
    ]);
    for (const backend of [native, nobleBackend]) {
      expect(backend.verify(whole.subarray(5, 37), whole.subarray(37, 101), whole.subarray(101, 134))).toBe(true);
      expect(backend.verify(whole.subarray(4, 36), whole.subarray(37, 101), whole.subarray(101, 134))).toBe(false);
    }
  });

  test('what one seals the other opens', () => {
    const secret = generateSecretKey();
    const key = native.derivePublicKey(secret);
    const [text, context] = [Uint8Array.of(1, 2, 3), Uint8Array.of(9)];
    const byNoble = sealToKey(key, text, context);
    selectSignatureBackend(native);
    const byNative = sealToKey(key, text, context);
    expect(openWithKey(secret, byNoble, context)).toEqual(text);
    selectSignatureBackend(nobleBackend);
    expect(openWithKey(secret, byNative, context)).toEqual(text);
  });
});
