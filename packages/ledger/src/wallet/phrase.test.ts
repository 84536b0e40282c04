import { expect, test } from '@jest/globals';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import fc from 'fast-check';
import type { AnnalsError } from '../errors/index.ts';
import { entropyOf, newEntropy, phraseOf } from './phrase.ts';

const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const entropies = fc
  .constantFrom(16, 32)
  .chain((sizeBytes) => fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes }));

/** The error with which a phrase is refused. */
const refusal = (typed: string): Promise<AnnalsError> =>
  entropyOf(typed).then(
    () => Promise.reject(new Error('it was accepted')),
    (error) => error as AnnalsError,
  );

test('any entropy gives a phrase of its length, and comes back from it', async () => {
  await fc.assert(
    fc.asyncProperty(entropies, async (entropy) => {
      const phrase = await phraseOf(entropy);
      expect(phrase.split(' ')).toHaveLength(entropy.length === 16 ? 12 : 24);
      expect(await entropyOf(phrase)).toEqual(entropy);
    }),
    { numRuns: 50 },
  );
});

test('as people type it: capitals, line breaks, commas and the numbers of the words are no matter', async () => {
  const expected = await entropyOf(PHRASE);
  const words = PHRASE.split(' ');
  for (const typed of [
    PHRASE.toUpperCase(),
    `  ${words.join('\n')}  `,
    words.join(', '),
    words.map((word, at) => `${at + 1}. ${word}`).join('\n'),
  ]) {
    expect(await entropyOf(typed)).toEqual(expected);
  }
});

test('a word that is not in the list is named with its place, and what it could be', async () => {
  const error = await refusal(PHRASE.replace('sausage', 'sausege'));
  expect([error.code, error.message]).toEqual([
    'phrase.unknown-word',
    'word 6, "sausege", is not in the list; perhaps sausage',
  ]);
  const long = await refusal(PHRASE.replace('year', 'x'.repeat(10_000)));
  expect(long.message.length).toBeLessThan(100);
});

test.each([
  ['another letter', 'sbusage'],
  ['a letter less', 'susage'],
  ['a letter more', 'seausage'],
  ['two letters changed places', 'suasage'],
])('a slip at the beginning of a word does not hide which one is meant: %s', async (_what, typed) => {
  const { message } = await refusal(PHRASE.replace('sausage', typed));
  expect(message).toContain('; perhaps sausage');
});

test('too few or too many words are counted', async () => {
  for (const count of [0, 1, 11, 13, 15, 23, 25]) {
    const error = await refusal(Array.from({ length: count }, () => 'abandon').join(' '));
    expect([error.code, error.message]).toEqual(['phrase.length', `these are ${count} words; a phrase has 12 or 24`]);
  }
});

test('another word of the list in any place is found by the checksum, but for one in sixteen', async () => {
  let accepted = 0;
  let tried = 0;
  const words = PHRASE.split(' ');
  for (let at = 0; at < words.length; at++) {
    for (const word of wordlist.slice(at, 2_048).filter((_, index) => index % 97 === 0)) {
      if (word === words[at]) continue;
      tried += 1;
      try {
        await entropyOf(words.with(at, word).join(' '));
        accepted += 1;
      } catch (error) {
        expect((error as AnnalsError).code).toBe('phrase.checksum');
      }
    }
  }
  expect(accepted / tried).toBeLessThan(1 / 8);
});

test('fresh entropy is drawn from the source that is given', () => {
  const sizes: number[] = [];
  const source = (sizeBytes: number) => {
    sizes.push(sizeBytes);
    return new Uint8Array(sizeBytes);
  };
  newEntropy(12, source);
  newEntropy(undefined, source);
  expect(sizes).toEqual([16, 32]);
  expect(newEntropy()).not.toEqual(newEntropy());
});
