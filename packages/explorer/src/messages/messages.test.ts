import { expect, test } from '@jest/globals';
import { chooseLanguage, fill, LANGUAGES } from './index.ts';

const braces = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([match]) => match).sort();
const { en } = LANGUAGES;

test.each(Object.entries(LANGUAGES))('%s has every message, with the same braces', (_, { messages }) => {
  expect(Object.keys(messages).sort()).toEqual(Object.keys(en.messages).sort());
  for (const [key, text] of Object.entries(messages)) {
    expect(text.trim()).not.toBe('');
    expect([key, braces(text)]).toEqual([key, braces(en.messages[key as keyof typeof en.messages])]);
  }
});

test('a language is chosen by what is wanted first', () => {
  expect(chooseLanguage(['fr', 'et-EE', 'en'])).toBe('et');
  expect(chooseLanguage(['zh-TW'])).toBe('zh-Hant');
  expect(chooseLanguage(['etc'])).toBe('en');
});

test('braces are filled, and what is missing shows', () => {
  expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
});
