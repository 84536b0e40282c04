/** The published corpus: every valid proof holds and every forged one is refused, with its code. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { formatGenesis, parseGenesis } from '../block/index.ts';
import { trustGenesis } from './index.ts';
import { caseText, proofCaseShape, verifyCase } from './testing/proof-case.ts';
import { proofCorpus } from './testing/proof-corpus.ts';

const vectors = new URL('../../../../test/vectors/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, vectors), 'utf8');
const corpus = proofCorpus();
const trusted = trustGenesis(parseGenesis(read('genesis.json')));

test('the genesis document is the one that the corpus is made for', () => {
  expect(read('genesis.json')).toBe(formatGenesis(corpus.genesis));
});

describe.each(['valid', 'forged'] as const)('%s', (folder) => {
  test('the files are those that the script writes', () => {
    expect(readdirSync(new URL(folder, vectors)).sort()).toEqual(
      corpus[folder].map(({ name }) => `${name}.json`).sort(),
    );
  });

  test.each(corpus[folder].map(({ name }) => name))('%s', (name) => {
    const text = read(`${folder}/${name}.json`);
    expect(text).toBe(caseText(corpus[folder].find((each) => each.name === name)?.case as never));
    const proofCase = proofCaseShape.fromJson(JSON.parse(text));
    const verdict = verifyCase(trusted, proofCase);
    expect(verdict.ok ? 'ok' : verdict.code).toBe(proofCase.expect);
    expect(verdict.ok).toBe(folder === 'valid');
  });
});
