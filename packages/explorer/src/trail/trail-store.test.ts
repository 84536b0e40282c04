import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGenesis } from '@annals/ledger/block';
import { parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type LogProof, type ProvenLog, provenLogShape, trustGenesis } from '@annals/ledger/light';
import { longTrail } from '@annals/ledger/light/testing';
import { describe, expect, test } from '@jest/globals';
import { type AskForLog, type FetchPart, MAX_KEPT, TrailStore } from './trail-store.ts';

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

/** Asks one node alone. */
const only =
  (fetchPart: FetchPart): AskForLog =>
  (take) =>
    take({ fetchPart });

/** Takes entries, and gives nothing but the proof. */
const taking =
  (take: (entries: readonly Uint8Array[]) => void = () => undefined) =>
  () => ({ take, end: (proof: LogProof) => proof });

const prove = (store: TrailStore) => store.prove(trusted, subject, only(nodeOf(whole).fetchPart), taking());

test('the first time all is fetched, and afterwards what is new', async () => {
  const store = new TrailStore();
  const node = nodeOf(whole);
  const verified = await store.refresh(trusted, subject, false, only(node.fetchPart));
  expect(verified.size).toBe(whole.entries.length);
  await store.refresh(verified.trusted, subject, false, only(node.fetchPart));
  await store.refresh(verified.trusted, subject, true, only(node.fetchPart));
  expect(node.asked).toEqual([0, whole.entries.length, 0]);
  expect(store.entries(subject)).toHaveLength(whole.entries.length);
  const proven: Uint8Array[] = [];
  await store.prove(
    verified.trusted,
    subject,
    only(node.fetchPart),
    taking((entries) => proven.push(...entries)),
  );
  expect(proven).toEqual(whole.entries);
});

test('what does not verify takes everything from view, until it verifies again', async () => {
  const store = new TrailStore();
  const verified = await store.refresh(trusted, subject, false, only(nodeOf(whole).fetchPart));
  const forged = nodeOf({ ...whole, entries: [...whole.entries, first] });
  await expect(store.refresh(verified.trusted, subject, false, only(forged.fetchPart))).rejects.toMatchObject({
    code: 'proof.trail',
  });
  expect(store.entries(subject)).toEqual([]);
  await expect(prove(store)).rejects.toThrow();
  const honest = nodeOf(whole);
  await store.refresh(verified.trusted, subject, false, only(honest.fetchPart));
  expect(honest.asked).toEqual([0]);
  expect(store.entries(subject)).toHaveLength(whole.entries.length);
});

test('a node that holds less is asked for its proof, which tells that it is behind or lies', async () => {
  const store = new TrailStore();
  const { trusted: later } = await store.refresh(trusted, subject, false, only(nodeOf(whole).fetchPart));
  const cut = nodeOf({ ...whole, entries: whole.entries.slice(0, -1) });
  await expect(store.refresh(later, subject, false, only(cut.fetchPart))).rejects.toMatchObject({
    code: 'proof.trail',
  });
  expect(cut.asked).toEqual([whole.entries.length, 0]);
});

test('of a log that has not been verified there is nothing', async () => {
  const store = new TrailStore();
  expect(store.entries(subject)).toEqual([]);
  await expect(prove(store)).rejects.toMatchObject({ code: 'proof.trail' });
});

describe('ATTACK overfull-log', () => {
  const PART = 2_000;
  const count = MAX_KEPT + 3 * PART;
  const long = longTrail(count);
  const genesis = trustGenesis(long.genesis);

  /** A node that gives the long log in parts, with entries that it changes. */
  const longNode = (entries: readonly Uint8Array[] = long.entries): FetchPart => {
    return async (from) => {
      const part = entries.slice(from, from + PART);
      const next = from + part.length < entries.length ? from + part.length : null;
      return { proven: { version: 1, ...long.proof, from, entries: part }, next };
    };
  };

  test('a log that others have filled is verified whole; the latest entries are kept, and the file has all', async () => {
    const store = new TrailStore();
    const verified = await store.refresh(genesis, long.subject, false, only(longNode()));
    expect(verified).toMatchObject({ size: count, kept: MAX_KEPT });
    const kept = store.entries(long.subject);
    expect(kept).toHaveLength(MAX_KEPT);
    expect((kept[0]?.timeMs ?? 0) + MAX_KEPT - 1).toBe(kept.at(-1)?.timeMs);
    let proven = 0;
    await store.prove(
      verified.trusted,
      long.subject,
      only(longNode()),
      taking((entries) => {
        proven += entries.length;
      }),
    );
    expect(proven).toBe(count);
    expect(await store.refresh(verified.trusted, long.subject, true, only(longNode()))).toMatchObject({ size: count });
  });

  test.each([
    ['left out where parts meet', long.entries.toSpliced(PART, 1)],
    ['left out in what is not kept', long.entries.toSpliced(1, 1)],
    ['exchanged across the border of parts', long.entries.with(PART, long.entries[0] as Uint8Array)],
  ])('an entry that is %s shows', async (_, entries) => {
    const store = new TrailStore();
    await expect(store.refresh(genesis, long.subject, false, only(longNode(entries)))).rejects.toMatchObject({
      code: 'proof.trail',
    });
    expect(store.entries(long.subject)).toEqual([]);
  });
});
