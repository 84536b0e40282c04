import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

test('every message is used', () => {
  const folder = join(import.meta.dirname, '..');
  const sources = globSync('**/*.{ts,tsx}', { cwd: folder }).filter((path) => !path.startsWith('messages'));
  const text = sources.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
  // A family is used by a key that is put together, such as `state.${status.state}`.
  const families = [...text.matchAll(/[`'](\w+)\.\$\{/g)].map(([, family]) => family);
  families.push('purpose', 'sector', 'reason', 'status', 'role');
  const isUsed = (key: string) => text.includes(`'${key}'`) || families.includes(key.split('.')[0]);
  expect(Object.keys(en.messages).filter((key) => !isUsed(key))).toEqual([]);
});
