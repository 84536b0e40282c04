import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGenesis } from '@annals/ledger/block';
import { parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type ProvenLog, provenLogShape, trustGenesis } from '@annals/ledger/light';
import { expect, test } from '@jest/globals';
import { TrailStore } from './trail-store.ts';

const VECTORS = join(import.meta.dirname, '../../../../test/vectors');
const read = (path: string) => readFileSync(join(VECTORS, path), 'utf8');
const trusted = trustGenesis(parseGenesis(read('genesis.json')));
const vector = JSON.parse(read('valid/trail.json'));
const subject = parseId('subject', vector.subject);
const whole = provenLogShape.fromJson(vector.proof);
const [first] = whole.entries;
if (!first) throw new Error('the vector has entries');

/** A node that holds this log, and remembers from where it was asked. */
function nodeOf(log: ProvenLog) {
  const asked: number[] = [];
  const fetchPart = async (from: number) => {
    asked.push(from);
    if (from > log.entries.length) throw new AnnalsError('codec.shape', 'from');
    return { proven: { ...log, from, entries: log.entries.slice(from) }, next: null };
  };
  return { asked, fetchPart };
}

test('the first time all is fetched, and afterwards what is new', async () => {
  const store = new TrailStore();
  const node = nodeOf(whole);
  const verified = await store.refresh(trusted, subject, false, node.fetchPart);
  expect(verified.size).toBe(whole.entries.length);
  await store.refresh(verified.trusted, subject, false, node.fetchPart);
  await store.refresh(verified.trusted, subject, true, node.fetchPart);
  expect(node.asked).toEqual([0, whole.entries.length, 0]);
  expect(store.entries(subject)).toHaveLength(whole.entries.length);
  expect(store.proven(subject).entries).toEqual(whole.entries);
});

test('what does not verify takes everything from view, until it verifies again', async () => {
  const store = new TrailStore();
  const verified = await store.refresh(trusted, subject, false, nodeOf(whole).fetchPart);
  const forged = nodeOf({ ...whole, entries: [...whole.entries, first] });
  await expect(store.refresh(verified.trusted, subject, false, forged.fetchPart)).rejects.toMatchObject({
    code: 'proof.trail',
  });
  expect(store.entries(subject)).toEqual([]);
  expect(() => store.proven(subject)).toThrow();
  const honest = nodeOf(whole);
  await store.refresh(verified.trusted, subject, false, honest.fetchPart);
  expect(honest.asked).toEqual([0]);
  expect(store.entries(subject)).toHaveLength(whole.entries.length);
});

test('a node that holds less is asked for its proof, which tells that it is behind or lies', async () => {
  const store = new TrailStore();
  const { trusted: later } = await store.refresh(trusted, subject, false, nodeOf(whole).fetchPart);
  const cut = nodeOf({ ...whole, entries: whole.entries.slice(0, -1) });
  await expect(store.refresh(later, subject, false, cut.fetchPart)).rejects.toMatchObject({ code: 'proof.trail' });
  expect(cut.asked).toEqual([whole.entries.length, 0]);
});

test('of a log that has not been verified there is nothing', () => {
  const store = new TrailStore();
  expect(store.entries(subject)).toEqual([]);
  expect(() => store.proven(subject)).toThrow(expect.objectContaining({ code: 'proof.trail' }));
});
