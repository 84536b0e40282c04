import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesToHex, compareBytes, concatBytes, equalBytes, hexToBytes } from './index.ts';

const bytes = fc.uint8Array({ maxLength: 80 });

test('hex is what the platform makes of bytes, and leads back', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(bytesToHex(value)).toBe(Buffer.from(value).toString('hex'));
      expect(hexToBytes(bytesToHex(value))).toEqual(value);
    }),
  );
  const long = new Uint8Array(20_001).fill(0xa5);
  expect(hexToBytes(bytesToHex(long))).toEqual(long);
});

test.each(['0', 'abc', 'AB', '0g', 'g0', ' 0', '0\u0660', '\u20ac\u20ac', '0x'])('%j is refused', (text) => {
  expect(() => hexToBytes(text)).toThrow(expect.objectContaining({ code: 'codec.malformed' }));
});

test('bytes compare as the platform compares them', () => {
  const small = fc.uint8Array({ maxLength: 3, max: 2 });
  fc.assert(
    fc.property(small, small, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b));
      expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
      expect(concatBytes(a, b)).toEqual(new Uint8Array(Buffer.concat([a, b])));
    }),
  );
});
