import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesToHex, encode } from '../codec/index.ts';
import { anyHeader } from './header.fixture.ts';
import { blockHashOf, decodeHeader, encodeHeader, headerShape } from './header.ts';

describe('the header codec', () => {
  test('reads what it wrote, from CBOR and from JSON', () => {
    fc.assert(
      fc.property(anyHeader(), (header) => {
        const bytes = encodeHeader(header);
        expect(decodeHeader(bytes)).toEqual(header);
        expect(headerShape.fromJson(JSON.parse(JSON.stringify(headerShape.toJson(header))))).toEqual(header);
      }),
      { numRuns: 50 },
    );
  });

  test('gives different hashes to headers that differ in one byte', () => {
    fc.assert(
      fc.property(anyHeader(), fc.nat(), fc.integer({ min: 1, max: 255 }), (header, place, flip) => {
        const bytes = encodeHeader(header);
        const altered = bytes.slice();
        altered[place % bytes.length] = (altered[place % bytes.length] as number) ^ flip;
        expect(blockHashOf(altered)).not.toBe(blockHashOf(bytes));
        let reread: string | undefined;
        try {
          reread = bytesToHex(encodeHeader(decodeHeader(altered)));
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^codec\./));
        }
        // What is read at all is read as exactly what stands there.
        if (reread !== undefined) expect(reread).toBe(bytesToHex(altered));
      }),
      { numRuns: 100 },
    );
  });

  test('refuses a field too many, one missing, and height 0', () => {
    fc.assert(
      fc.property(anyHeader(), (header) => {
        const fields = headerShape.toCbor(header) as Record<string, never>;
        const { chain: _, ...fewer } = fields;
        expect(() => decodeHeader(encode({ ...fields, view: 0 }))).toThrow('view');
        expect(() => decodeHeader(encode(fewer))).toThrow('chain');
        expect(() => decodeHeader(encode({ ...fields, height: 0 }))).toThrow('height');
      }),
      { numRuns: 5 },
    );
  });

  test('FAILURES 19: refuses absurd lengths before it decodes', () => {
    expect(() => decodeHeader(new Uint8Array(100_000))).toThrow(expect.objectContaining({ code: 'codec.too-large' }));
    // A map head that claims 2^32 entries, in five bytes.
    expect(() => decodeHeader(Uint8Array.of(0xba, 0xff, 0xff, 0xff, 0xff))).toThrow(
      expect.objectContaining({ code: 'codec.malformed' }),
    );
  });
});
