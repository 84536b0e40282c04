import { expect, test } from '@jest/globals';
import { loadNativeBackend } from './index.ts';

test('loads', () => {
  const r: string[] = [];
  const b = loadNativeBackend((x) => r.push(x));
  expect(r).toEqual([]);
  expect(b?.name).toBe('libsecp256k1');
});
