import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGenesis } from '@annals/ledger/block';
import { trustGenesis } from '@annals/ledger/light';
import { expect, test } from '@jest/globals';
import { checkDocument } from './check-document.ts';

const VECTORS = join(import.meta.dirname, '../../../../test/vectors');
const trusted = trustGenesis(parseGenesis(readFileSync(join(VECTORS, 'genesis.json'), 'utf8')));
const vector = (path: string) => JSON.parse(readFileSync(join(VECTORS, path), 'utf8'));
const document = (path: string) => {
  const { kind, proof, subject } = vector(path);
  return JSON.stringify(
    kind === 'receipt' ? proof : { version: 1, trails: [{ subject, sector: 'health', proven: proof }] },
  );
};

test('a receipt that holds says what it proves', () => {
  expect(checkDocument(trusted, document('valid/receipt.json'))).toMatchObject({
    type: 'receipt',
    kind: 'record.amend',
  });
});

test('an access log that holds shows its entries, and with one left out does not hold', () => {
  const text = document('valid/trail.json');
  const checked = checkDocument(trusted, text);
  expect(checked).toMatchObject({ type: 'trails', trails: [{ sector: 'health' }] });
  const cut = JSON.parse(text);
  cut.trails[0].proven.entries.pop();
  expect(() => checkDocument(trusted, JSON.stringify(cut))).toThrow(expect.objectContaining({ code: 'proof.trail' }));
});

test.each(['log-entry-added', 'log-first-entry-left-out', 'log-entries-reordered'])('%s is refused', (name) => {
  expect(() => checkDocument(trusted, document(`forged/${name}.json`))).toThrow(
    expect.objectContaining({ code: vector(`forged/${name}.json`).expect }),
  );
});

test.each(['', '{}', '[]', 'null', '"x"', '{"trails":1}', 'no JSON'])('%s is no document', (text) => {
  expect(() => checkDocument(trusted, text)).toThrow(expect.objectContaining({ code: 'proof.malformed' }));
});
