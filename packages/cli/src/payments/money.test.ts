import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount, parseAmount } from './money.ts';

test.each([
  ['120', 'EUR', 12_000],
  ['120.00', 'EUR', 12_000],
  ['0.05', 'EUR', 5],
  ['120', 'JPY', 120],
  ['1.234', 'KWD', 1_234],
])('%s %s are %i minor units', (text, currency, minor) => expect(parseAmount(text, currency)).toBe(minor));

test.each(['120,00', '120.0', '120.000', '-1', '1e3', '', ' 1', '1.', '.50', '1 000', '9999999999999'])(
  '%p is refused: it could be meant otherwise',
  (text) => expect(() => parseAmount(text, 'EUR')).toThrow(expect.objectContaining({ code: 'command.usage' })),
);

test('what is written is read again as the same amount', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), fc.constantFrom('EUR', 'JPY', 'KWD'), (minor, currency) => {
      const [text = ''] = formatAmount(minor, currency).split(' ');
      expect(parseAmount(text, currency)).toBe(minor);
    }),
  );
});

test('amounts are written whatever the currency calls itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.double()), fc.string({ unit: 'binary' }), (minor, currency) => {
      expect(formatAmount(minor, currency)).toContain(currency);
    }),
  );
  expect(formatAmount(1_234, 'no such')).toBe('1234 no such');
});
