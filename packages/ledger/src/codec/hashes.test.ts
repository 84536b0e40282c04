import { describe, expect, test } from '@jest/globals';
import { joinHashes, splitHashes } from './hashes.ts';

const hashes = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));

describe('hashes in one byte string', () => {
  test('come out as they went in, none of them too', () => {
    expect(splitHashes(joinHashes(hashes), 3)).toEqual(hashes);
    expect(splitHashes(joinHashes([]), 3)).toEqual([]);
  });

  test.each([
    ['a part of one', joinHashes(hashes).subarray(1)],
    ['more than may be', joinHashes([...hashes, ...hashes.slice(1)])],
  ])('are refused: %s', (_, bytes) => {
    expect(() => splitHashes(bytes, 4)).toThrow(expect.objectContaining({ code: 'codec.shape' }));
  });
});
