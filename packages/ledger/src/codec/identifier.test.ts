import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatId,
  IDENTIFIER_KINDS,
  type IdentifierKind,
  idFromBytes,
  idToBytes,
  parseAnyId,
  parseId,
} from './index.ts';

const kinds = Object.keys(IDENTIFIER_KINDS) as IdentifierKind[];
const kind = fc.constantFrom(...kinds);
const bytesOf = (of: IdentifierKind): fc.Arbitrary<Uint8Array> => {
  const size = IDENTIFIER_KINDS[of].sizeBytes;
  return fc.uint8Array({ minLength: size, maxLength: size });
};
const typed = kind.chain((of) =>
  bytesOf(of).map((bytes) => ({ of, bytes, text: formatId(of, idFromBytes(of, bytes)) })),
);
const refused = expect.objectContaining({ code: 'codec.identifier' });
const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l1bio';

describe('identifiers', () => {
  test('text leads back to the bytes, and says the kind', () => {
    fc.assert(
      fc.property(typed, ({ of, bytes, text }) => {
        expect(text.startsWith(`${IDENTIFIER_KINDS[of].prefix}1`)).toBe(true);
        expect(idToBytes(parseId(of, text))).toEqual(bytes);
        expect(parseAnyId(text)).toEqual({ kind: of, id: idFromBytes(of, bytes) });
      }),
    );
  });

  test('every single changed character is caught', () => {
    const { text } = fc.sample(typed, { numRuns: 1, seed: 7 })[0] as { text: string };
    for (let at = 0; at < text.length; at++) {
      for (const other of CHARSET) {
        if (other === text[at]) continue;
        expect(() => parseAnyId(text.slice(0, at) + other + text.slice(at + 1))).toThrow(refused);
      }
    }
  });

  test('two changed places, changed neighbours, a lost and an added character are caught', () => {
    fc.assert(
      fc.property(typed, fc.nat(), fc.nat(), fc.nat(31), fc.nat(31), ({ text }, a, b, x, y) => {
        const [i, j] = [a % text.length, b % text.length];
        const letters = [...text];
        letters[i] = CHARSET[x] as string;
        letters[j] = CHARSET[y] as string;
        const swapped = [...text];
        [swapped[i], swapped[(i + 1) % text.length]] = [swapped[(i + 1) % text.length] as string, swapped[i] as string];
        const lost = text.slice(0, i) + text.slice(i + 1);
        const added = text.slice(0, i) + CHARSET[x] + text.slice(i);
        for (const changed of [letters.join(''), swapped.join(''), lost, added]) {
          if (changed !== text) expect(() => parseAnyId(changed)).toThrow(refused);
        }
      }),
    );
  });

  test('an identifier of one kind does not pass for another', () => {
    fc.assert(
      fc.property(typed, kind, ({ of, text }, other) => {
        if (other !== of) expect(() => parseId(other, text)).toThrow(refused);
      }),
    );
  });

  test('another prefix, an unknown prefix, mixed case, bech32 of the first kind and other lengths are refused', () => {
    const record = formatId('record', idFromBytes('record', new Uint8Array(20)));
    expect(() => parseAnyId(record.replace('rec', 'sub'))).toThrow(refused);
    expect(() => parseAnyId('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')).toThrow(refused);
    expect(() => parseAnyId('bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0')).toThrow(refused);
    expect(() => parseAnyId(record.slice(0, 20) + record.slice(20).toUpperCase())).toThrow(refused);
    expect(() => parseAnyId('')).toThrow(refused);
    expect(() => parseAnyId(record.repeat(100))).toThrow(refused);
    expect(() => idFromBytes('record', new Uint8Array(32))).toThrow(refused);
    expect(() => idFromBytes('transaction', new Uint8Array(20))).toThrow(refused);
  });
});
