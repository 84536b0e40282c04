/** Long logs in parts: joined they are the log, and a part that is missing or moved shows. */
import { expect, test } from '@jest/globals';
import { joinLogParts, type ProvenLog, trustGenesis, verifyTrail } from './index.ts';
import { CertifiedChain, subjectOf } from './testing/certified-chain.ts';

const chain = new CertifiedChain();
chain.commit(chain.appointDoctor(), chain.enrol('ada'));
const { transaction, record } = chain.issue('ada');
chain.commit(transaction, ...Array.from({ length: 5 }, () => chain.read(record)));

const part = (from: number, to: number): ProvenLog => {
  const proven = chain.proveTrail(subjectOf('ada'), from);
  return { ...proven, entries: proven.entries.slice(0, to - from) };
};
const first = part(0, 2);
const second = part(2, 4);
// The log grows while its parts are fetched.
chain.commit(chain.read(record));
const third = part(4, 6);

const verify = (...parts: readonly ProvenLog[]) =>
  verifyTrail(trustGenesis(chain.genesis), subjectOf('ada'), joinLogParts(parts));

test('the parts together are the whole log, by the proof of the last', () => {
  expect(verify(first, second, third)).toMatchObject({ ok: true, head: { size: 6 }, header: { height: 3 } });
});

test('a part alone, missing, repeated or moved is refused', () => {
  for (const parts of [
    [first],
    [third],
    [first, third],
    [first, second],
    [first, second, second, third],
    [second, first, third],
  ]) {
    expect(verify(...parts)).toMatchObject({ ok: false, code: 'proof.trail' });
  }
});

test('there is no log of no parts', () => {
  expect(() => joinLogParts([])).toThrow('no part');
});
