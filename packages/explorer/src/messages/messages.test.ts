import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { chooseLanguage, fill, LANGUAGES, variantOf } from './index.ts';

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

test('a message has another in its place only in the case that it is for', () => {
  expect(variantOf('proof.failed', null)).toBe('proof.failed');
  expect(variantOf('proof.failed', 'document')).toBe('document.proof.failed');
  expect(variantOf('proof.failed', 'represented')).toBe('proof.failed');
});

test('of a document nothing is said about a node, and of somebody else nothing about the reader', () => {
  const of = (variant: string) => Object.entries(en.messages).filter(([key]) => key.startsWith(`${variant}.`));
  expect(of('document').filter(([, text]) => /node/.test(text))).toEqual([]);
  expect(of('represented').filter(([, text]) => /\b(you|your|my)\b/i.test(text))).toEqual([]);
});

test('every message is used', () => {
  const folder = join(import.meta.dirname, '..');
  const sources = globSync('**/*.{ts,tsx}', { cwd: folder }).filter((path) => !path.startsWith('messages'));
  const text = sources.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
  // A family is used by a key that is put together, such as `state.${status.state}`.
  const families = [...text.matchAll(/[`'](\w+)\.\$\{/g)].map(([, family]) => family);
  families.push('purpose', 'sector', 'reason', 'status', 'role');
  const isPlainUsed = (key: string) => text.includes(`'${key}'`) || families.includes(key.split('.')[0]);
  // What takes the place of another is used where that is.
  const isUsed = (key: string) => {
    const [, usual] = /^(?:document|represented)\.(.+)$/.exec(key) ?? [];
    return usual === undefined ? isPlainUsed(key) : usual in en.messages && isPlainUsed(usual);
  };
  expect(Object.keys(en.messages).filter((key) => !isUsed(key))).toEqual([]);
});
