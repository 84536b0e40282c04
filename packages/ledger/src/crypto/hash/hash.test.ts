import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hash, sha256 } from './index.ts';
import * as browser from './platform-browser.ts';
import * as node from './platform-node.ts';

test('both platforms give the digest of the standard, as plain bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const expected = new Uint8Array(createHash('sha256').update(bytes).digest());
      for (const platform of [node, browser]) {
        expect(platform.sha256(bytes)).toEqual(expected);
        expect(platform.sha256(bytes).constructor).toBe(Uint8Array);
      }
    }),
  );
});

test('a part of a larger buffer is hashed alone', () => {
  const whole = new Uint8Array(100).map((_, i) => i);
  expect(node.sha256(whole.subarray(10, 20))).toEqual(browser.sha256(whole.slice(10, 20)));
});

test('a domain stands in front of what is hashed, ended by a zero', () => {
  const part = Uint8Array.of(1, 2);
  const expected = new TextEncoder().encode('annals/tx/v1\0\u0001\u0002');
  expect(hash('annals/tx/v1', part)).toEqual(sha256(expected));
  expect(hash('annals/tx/v1', part.subarray(0, 1), part.subarray(1))).toEqual(hash('annals/tx/v1', part));
  expect(hash('annals/tx-id/v1', part)).not.toEqual(hash('annals/tx/v1', part));
});

test('inputs of any length, joined of any parts, hash as they would in one piece', () => {
  for (const size of [0, 1, 4_080, 4_084, 4_085, 4_100, 20_000]) {
    const bytes = new Uint8Array(size).map((_, i) => i % 251);
    const whole = new Uint8Array([...new TextEncoder().encode('annals/tx/v1\0'), ...bytes]);
    expect(hash('annals/tx/v1', bytes.subarray(0, size / 3), bytes.subarray(size / 3))).toEqual(sha256(whole));
  }
});
