import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BoundedCache } from '../bounded-cache.ts';
import { openValue, sealValue } from './checked-value.ts';
import { packedCount, packedItem, packList, unpackList } from './packed-list.ts';

const bytes = (maxLength = 40) => fc.uint8Array({ maxLength });
const damaged = expect.objectContaining({ code: 'store.damaged' });

describe('checked values', () => {
  test('come back as a plain Uint8Array', () => {
    fc.assert(
      fc.property(bytes(), bytes(), (key, value) => {
        const opened = openValue(key, Buffer.from(sealValue(key, value)));
        expect(opened).toEqual(value);
        expect(Buffer.isBuffer(opened)).toBe(false);
      }),
    );
  });

  test('any flipped bit of key or value, and any cut, is damage', () => {
    const [key, value] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6, 7)];
    const stored = sealValue(key, value);
    for (let bit = 0; bit < 8 * stored.length; bit++) {
      const flipped = stored.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => openValue(key, flipped)).toThrow(damaged);
    }
    for (let bit = 0; bit < 8 * key.length; bit++) {
      const other = key.slice();
      other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => openValue(other, stored)).toThrow(damaged);
    }
    for (let size = 0; size < stored.length; size++)
      expect(() => openValue(key, stored.slice(0, size))).toThrow(damaged);
  });
});

describe('packed lists', () => {
  test('come back, whole and one by one', () => {
    fc.assert(
      fc.property(fc.array(bytes(), { maxLength: 20 }), (items) => {
        const packed = packList(items);
        expect(packedCount(packed)).toBe(items.length);
        expect(unpackList(packed)).toEqual(items);
        for (const [i, item] of items.entries()) expect(packedItem(packed, i)).toEqual(item);
        expect(packedItem(packed, items.length)).toBeUndefined();
        expect(packedItem(packed, -1)).toBeUndefined();
      }),
    );
  });

  test('bytes that are no list are damage and never read beyond', () => {
    fc.assert(
      fc.property(bytes(60), (noise) => {
        try {
          const items = unpackList(noise);
          expect(items.reduce((sum, item) => sum + item.length, 0)).toBeLessThanOrEqual(noise.length);
        } catch (error) {
          expect(error).toEqual(damaged);
        }
      }),
    );
    expect(() => unpackList(packList([Uint8Array.of(1, 2)]).slice(0, -1))).toThrow(damaged);
  });
});

describe('bounded cache', () => {
  test('never exceeds its bounds, and behaves as a list in which what was used goes to the end once', () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 9 }).map(String),
      size: fc.integer({ min: 1, max: 5 }),
      act: fc.constantFrom('get', 'set', 'delete'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cache = new BoundedCache<number>(4, 12);
        let model: { key: string; size: number; isUsed: boolean }[] = [];
        for (const { key, size, act } of steps) {
          const known = model.find((entry) => entry.key === key);
          if (act === 'get') expect(cache.get(key)).toBe(known?.size);
          if (act === 'delete') cache.delete(key);
          if (act === 'set') cache.set(key, size, size);
          if (act === 'get' && known) known.isUsed = true;
          if (act !== 'get') model = model.filter((entry) => entry.key !== key);
          if (act === 'set') model.push({ key, size, isUsed: true });
          const total = () => model.reduce((sum, entry) => sum + entry.size, 0);
          while (model.length > 4 || total() > 12) {
            const oldest = model.shift();
            if (oldest?.isUsed) model.push({ ...oldest, isUsed: false });
          }
          expect([cache.size, cache.sizeBytes]).toEqual([model.length, total()]);
        }
        for (const { key } of model) expect(cache.has(key)).toBe(true);
      }),
    );
  });

  test('keeps what is used again and again among much that is read once', () => {
    const cache = new BoundedCache<number>(8, 1_000);
    for (let i = 0; i < 100; i++) {
      cache.set(`once ${i}`, i, 1);
      if (i === 0) cache.set('favourite', 1, 1);
      expect(cache.get('favourite')).toBe(1);
    }
  });
});
