import { publicKeyOf } from '@annals/ledger/crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deriveSectorKey } from './derive-key.ts';
import { newWallet } from './wallet.ts';

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('a seed gives the same key again, and another for every sector and every replacement', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  fc.assert(
    fc.property(seed, seed, fc.nat(100), (first, second, index) => {
      const keys = [
        deriveSectorKey(first, 'health', index),
        deriveSectorKey(first, 'civil', index),
        deriveSectorKey(first, 'health', index + 1),
        ...(hex(first) === hex(second) ? [] : [deriveSectorKey(second, 'health', index)]),
      ].map(hex);
      expect(new Set(keys).size).toBe(keys.length);
      expect(hex(deriveSectorKey(first, 'health', index))).toBe(keys[0]);
    }),
    { numRuns: 50 },
  );
});

test('a pseudonym stays when its key is replaced, and what the old key opened still opens', () => {
  const wallet = newWallet('liis', { en: 'Liis Tamm' });
  expect(() => wallet.enrolled('health')).toThrow(expect.objectContaining({ code: 'subject.unknown' }));
  wallet.noteKey('health', 'enrolled');
  const before = wallet.enrolled('health');
  expect(wallet.earlierSecrets('health')).toEqual([]);
  const next = wallet.pseudonym('health', 1);
  wallet.noteKey('health', 'rotated');
  const after = wallet.enrolled('health');
  expect(after.subject).toBe(before.subject);
  expect(after.publicKey).toEqual(next.publicKey);
  expect(after.publicKey).toEqual(publicKeyOf(after.secret));
  expect(wallet.earlierSecrets('health')).toEqual([before.secret]);
  expect(wallet.sectors).toEqual(['health']);
});
