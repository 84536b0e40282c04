/** The published vectors of presentations: every one gets the answer that it names. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseGenesis } from '../block/index.ts';
import { trustGenesis } from '../light/index.ts';
import { formatCorpus, presentationCorpus, readCorpus, verifyCase } from './testing/presentation-corpus.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../../test/vectors/${path}`, import.meta.url), 'utf8');
const text = read('presentation.json');
const trusted = trustGenesis(parseGenesis(read('genesis.json')));

test('the file is the one that the script writes', () => {
  expect(text).toBe(formatCorpus(presentationCorpus()));
});

test.each(readCorpus(text).map((each) => [each.about, each] as const))('%s', (_, each) => {
  const verdict = verifyCase(trusted, each);
  expect(verdict.ok ? 'ok' : verdict.code).toBe(each.expect);
});
