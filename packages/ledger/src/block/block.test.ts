import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BlockHash } from '../codec/index.ts';
import { type CborValue, decode, encode } from '../codec/index.ts';
import { assembleBlock, type Block, decodeBlock, encodeBlock } from './block.ts';
import { MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS } from './bounds.ts';
import { anyHeader } from './header.fixture.ts';

const certificate = {
  height: 4,
  view: 0,
  block: 'ab'.repeat(32) as BlockHash,
  signatures: [{ index: 1, signature: new Uint8Array(64) }],
};

const anyBlock: fc.Arbitrary<Block> = fc
  .tuple(anyHeader(), fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 }))
  .map(([header, transactions]) =>
    assembleBlock({ ...header, count: transactions.length }, transactions, header.height === 1 ? null : certificate),
  );

/** A block whose encoding has one of its three parts replaced. */
function withPart(block: Block, index: number, part: CborValue): Uint8Array {
  const parts = [...(decode(encodeBlock(block), MAX_BLOCK_BYTES) as readonly CborValue[])];
  parts[index] = part;
  return encode(parts);
}

describe('the block codec', () => {
  test('reads what it wrote; transactions stay opaque bytes', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        expect(decodeBlock(encodeBlock(block))).toEqual(block);
      }),
      { numRuns: 50 },
    );
  });

  test('refuses parts that do not fit together', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        const { header, transactions } = block;
        expect(() => decodeBlock(withPart(block, 1, [...transactions, new Uint8Array(3)]))).toThrow('counts');
        expect(() =>
          decodeBlock(
            withPart(
              block,
              1,
              Array.from({ length: header.count || 1 }, () => 1),
            ),
          ),
        ).toThrow('[1][0]');
        expect(() =>
          decodeBlock(
            withPart(
              block,
              1,
              Array.from({ length: header.count || 1 }, () => new Uint8Array(20_000)),
            ),
          ),
        ).toThrow('16384');
        if (header.height > 1) expect(() => decodeBlock(withPart(block, 2, null))).toThrow('certificate');
        expect(() => decodeBlock(withPart(block, 0, 'header'))).toThrow('[0]');
      }),
      { numRuns: 10 },
    );
  });

  test('FAILURES 19: refuses more transactions and bytes than a block may have', () => {
    const [block] = fc.sample(anyBlock, 1) as [Block];
    const many = Array.from({ length: MAX_BLOCK_TRANSACTIONS + 1 }, () => Uint8Array.of(1));
    expect(() => decodeBlock(withPart(block, 1, many))).toThrow(`${MAX_BLOCK_TRANSACTIONS}`);
    expect(() => decodeBlock(new Uint8Array(MAX_BLOCK_BYTES + 1))).toThrow(
      expect.objectContaining({ code: 'codec.too-large' }),
    );
  });
});
