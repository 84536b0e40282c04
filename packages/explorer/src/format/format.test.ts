import { expect, test } from '@jest/globals';
import { csv } from './csv.ts';
import { localized, money, shorten } from './format.ts';

test('cells are quoted where needed, and formulas are disarmed', () => {
  expect(
    csv([
      ['a', 'b,c', 'd"e'],
      ['=1+1', 'x\ny', ''],
    ]),
  ).toBe('a,"b,c","d""e"\r\n\'=1+1,"x\ny",\r\n');
});

test('money comes from the minor unit of its currency', () => {
  expect(money('en', 123_456, 'EUR')).toBe('€1,234.56');
  expect(money('en', 500, 'JPY')).toBe('¥500');
});

test('a text falls back to English, then to any', () => {
  expect(localized('et', { en: 'a', et: 'b' })).toBe('b');
  expect(localized('et', { en: 'a' })).toBe('a');
  expect(localized('et', { fr: 'c' })).toBe('c');
});

test('an identifier keeps beginning and end', () => expect(shorten('rec1abcdefghijklmnop')).toBe('rec1abcdef…klmnop'));
