import { expect, test } from '@jest/globals';
import { HDKey } from '@scure/bip32';
import fc from 'fast-check';
import { bytesToHex } from '../codec/index.ts';
import { forgetKey, type HdKey, hardenedChild, masterKey } from './hd-key.ts';
import { SectorKeys } from './sector-keys.ts';

const HARDENED = 0x8000_0000;
const seeds = fc.uint8Array({ minLength: 16, maxLength: 64 });

test('the same keys as another implementation of BIP-32, on any path of hardened steps', () => {
  const indices = fc.array(fc.integer({ min: 0, max: HARDENED - 1 }), { maxLength: 4 });
  fc.assert(
    fc.property(seeds, indices, (seed, path) => {
      let other = HDKey.fromMasterSeed(seed);
      let ours: HdKey = masterKey(seed);
      for (const index of path) {
        other = other.deriveChild(HARDENED + index);
        ours = hardenedChild(ours, index);
      }
      expect(ours).toEqual({ secret: other.privateKey, chainCode: other.chainCode });
    }),
    { numRuns: 30 },
  );
});

test.each([-1, 0.5, HARDENED, Number.NaN])('%p is no index', (index) => {
  expect(() => hardenedChild(masterKey(new Uint8Array(16)), index)).toThrow('31 bits');
});

test('the same seed gives the same key again, and another for every sector, number and seed', () => {
  const seed64 = fc.uint8Array({ minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(seed64, seed64, fc.nat(1_000), (first, second, index) => {
      // A wallet overwrites the seed that it is given.
      const keysOf = (seed: Uint8Array) => new SectorKeys(seed.slice());
      const [own, again, other] = [keysOf(first), keysOf(first), keysOf(second)];
      const keys = [
        own.key('health', index),
        own.key('civil', index),
        own.key('health', index + 1),
        ...(bytesToHex(first) === bytesToHex(second) ? [] : [other.key('health', index)]),
      ].map(bytesToHex);
      expect(new Set(keys).size).toBe(keys.length);
      expect(bytesToHex(again.key('health', index))).toBe(keys[0]);
    }),
    { numRuns: 20 },
  );
});

test('what is forgotten is overwritten, the seed at once', () => {
  const seed = new Uint8Array(64).fill(7);
  const keys = new SectorKeys(seed);
  expect(seed).toEqual(new Uint8Array(64));
  keys.key('health', 0);
  keys.forget();
  expect(() => keys.key('health', 0)).toThrow(expect.objectContaining({ code: 'key.malformed' }));
  const key = masterKey(new Uint8Array(16));
  forgetKey(key);
  expect(key).toEqual({ secret: new Uint8Array(32), chainCode: new Uint8Array(32) });
});
