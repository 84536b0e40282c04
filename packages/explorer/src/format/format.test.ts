import { expect, test } from '@jest/globals';
import { LANGUAGES, type Language } from '../messages/index.ts';
import { csv } from './csv.ts';
import { dateTime, localized, money, shorten, timeOfDay } from './format.ts';

test('cells are quoted where needed, and formulas are disarmed', () => {
  expect(
    csv([
      ['a', 'b,c', 'd"e'],
      ['=1+1', 'x\ny', ''],
    ]),
  ).toBe('a,"b,c","d""e"\r\n\'=1+1,"x\ny",\r\n');
});

test.each(Object.keys(LANGUAGES) as Language[])('times have 24 hours and their zone, %s', (language) => {
  const midnight = new Date(2026, 0, 1, 0, 4, 5).getTime();
  const evening = new Date(2026, 0, 1, 21, 4, 5).getTime();
  expect(dateTime(language, midnight)).toContain('00:04:05');
  for (const write of [dateTime, timeOfDay]) expect(write(language, evening)).toMatch(/21:04:05.*(UTC|GMT|[A-Z]{3})/);
});

test('a language that the browser names and that is none leaves dates what they are', () => {
  const languages = ['en-US@posix', 'en'];
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator') as PropertyDescriptor;
  Object.defineProperty(globalThis, 'navigator', { value: { languages }, configurable: true });
  try {
    expect(dateTime('en', Date.UTC(2026, 10, 30, 12))).toContain('2026');
    languages.unshift('en-GB');
    expect(dateTime('en', Date.UTC(2026, 10, 30, 12))).toContain('30 Nov 2026');
  } finally {
    Object.defineProperty(globalThis, 'navigator', before);
  }
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
