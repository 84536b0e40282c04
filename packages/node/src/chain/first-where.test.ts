import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstWhere } from './first-where.ts';

test('is the first place of which it holds, in a few reads however long the log is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), fc.nat(1_000_001), async (size, wanted) => {
      const first = Math.min(size, wanted);
      const asked: number[] = [];
      const found = await firstWhere(size, async (at) => {
        asked.push(at);
        return at >= first;
      });
      expect(found).toBe(first);
      expect(asked.every((at) => at >= 0 && at < size)).toBe(true);
      expect(asked.length).toBeLessThanOrEqual(42);
      // What is near the end is found the sooner.
      expect(asked.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size - first + 2)) + 2);
    }),
  );
});
