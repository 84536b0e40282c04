import { describe, expect, test } from '@jest/globals';
import { decodeHistoryEntry } from '../../block/index.ts';
import { sign } from '../../crypto/index.ts';
import { inclusionProof, rootOfLog, verifyInclusion } from '../../merkle/index.ts';
import { rotationDigest } from '../../transaction/index.ts';
import { officer, RecordChain, sampleType, sealedContent, subjectOf } from '../record-chain.fixture.ts';
import { asAgency, keyOf, secretOf } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');

describe('record.amend', () => {
  test('the content is replaced and the earlier version stays in the history', () => {
    const chain = new RecordChain();
    const record = chain.issue(officer('doctor'), 'medical-record', ada, sealedContent('first'));
    const issuedMs = chain.timeMs;
    chain.carry('record.amend', officer('nurse'), { record, version: 1, content: sealedContent('second') });
    expect(chain.record(record)).toMatchObject({
      version: 2,
      content: sealedContent('second'),
      issuedMs,
      changedMs: chain.timeMs,
      history: { size: 2 },
    });
    const history = (chain.state.logs.get(`history/${record}`) ?? []).map(decodeHistoryEntry);
    expect(history.map(({ change, version, content }) => ({ change, version, content }))).toEqual([
      { change: 'issued', version: 1, content: sealedContent('first') },
      { change: 'amended', version: 2, content: sealedContent('second') },
    ]);
    expect(history[0]?.officer).not.toEqual(history[1]?.officer);
  });

  test('the head in the record proves every entry of its history', () => {
    const chain = new RecordChain();
    const record = chain.issue(officer('doctor'), 'medical-record', ada);
    const nodes = new Map<string, Uint8Array>();
    const amendment = (version: number) =>
      chain.signed('record.amend', officer('doctor'), { record, version, content: sealedContent(`${version}`) });
    for (let version = 1; version <= 6; version++) {
      for (const { nodes: completed } of chain.block([amendment(version)]).logs) {
        for (const { level, index, hash } of completed) nodes.set(`${level}/${index}`, hash);
      }
    }
    const head = chain.record(record).history;
    expect(head.size).toBe(7);
    const entry = chain.state.logs.get(`history/${record}`)?.[6] as Uint8Array;
    const proof = inclusionProof(7, 6, (level, index) => nodes.get(`${level}/${index}`) as Uint8Array);
    expect(verifyInclusion({ root: rootOfLog(head), size: 7, index: 6, entry, proof })).toBe(true);
  });

  test('refusals change nothing', () => {
    const chain = new RecordChain();
    const record = chain.issue(officer('doctor'), 'medical-record', ada);
    const other = chain.issue(officer('registrar'), 'birth-certificate', subjectOf('bob', 'civil'));
    const amendment = { record, version: 1, content: sealedContent('second') } as const;
    chain.refuse('record.wrong-version', 'record.amend', officer('doctor'), { ...amendment, version: 0 });
    chain.refuse('record.wrong-version', 'record.amend', officer('doctor'), { ...amendment, version: 2 });
    chain.refuse('tx.not-authorised', 'record.amend', officer('registrar'), amendment);
    chain.refuse('tx.not-authorised', 'record.amend', officer('paramedic'), amendment);
    chain.refuse('tx.not-authorised', 'record.amend', asAgency('health'), { ...amendment, record: other });
    const public_ = { type: 'public', text: '{"general":{}}' } as const;
    chain.refuse('record.visibility', 'record.amend', officer('doctor'), { ...amendment, content: public_ });
    const unknown = 'ff'.repeat(20) as typeof record;
    chain.refuse('record.unknown', 'record.amend', officer('doctor'), { ...amendment, record: unknown });
    chain.carry('record.transition', officer('doctor'), { record, action: 'suspend', reason: 'under-review' });
    chain.refuse('record.wrong-state', 'record.amend', officer('doctor'), amendment);
  });

  test('an agency that may issue the type as well cannot touch what another has issued', () => {
    const shared = sampleType('medical-record', {
      name: 'prescription',
      issuers: [{ agency: null, roles: ['doctor'] }],
    });
    const chain = new RecordChain([shared]);
    const record = chain.issue(officer('doctor'), 'prescription', ada);
    const amendment = { record, version: 1, content: sealedContent('second') };
    chain.refuse('tx.not-authorised', 'record.amend', asAgency('registry'), amendment);
    chain.carry('record.amend', asAgency('health'), amendment);
  });

  // ATTACK issuer-seals-to-itself
  test('content is sealed to the present key of the subject: not to her old one, nor to anybody else', () => {
    const chain = new RecordChain();
    const record = chain.issue(officer('doctor'), 'medical-record', ada);
    const amend = (key: string) => ({ record, version: 1, content: sealedContent('second', key) });
    chain.refuse('record.sealed-to', 'record.amend', officer('doctor'), amend('doctor'));
    const key = keyOf('ada/new');
    const proof = sign(rotationDigest(chain.state.chain, ada, keyOf('ada/health')), secretOf('ada/new'));
    const rotation = chain.signed(
      'person.rotate-key',
      { key: 'ada/health', agency: null },
      { subject: ada, key, proof },
    );
    const sealedBefore = chain.signed('record.amend', officer('doctor'), amend('ada/health'));
    expect(chain.block([rotation, sealedBefore]).results.map(({ code }) => code)).toEqual(['ok', 'record.sealed-to']);
    chain.carry('record.amend', officer('doctor'), amend('ada/new'));
  });

  test('of two amendments of one version in a block the first is carried out', () => {
    const chain = new RecordChain();
    const record = chain.issue(officer('doctor'), 'medical-record', ada);
    const amendment = (name: string) =>
      chain.signed('record.amend', officer('doctor'), { record, version: 1, content: sealedContent(name) });
    const { results } = chain.block([amendment('a'), amendment('b')]);
    expect(results.map(({ code }) => code)).toEqual(['ok', 'record.wrong-version']);
    expect(chain.record(record).content).toEqual(sealedContent('a'));
  });
});
