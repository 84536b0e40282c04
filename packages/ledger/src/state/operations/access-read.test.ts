import { describe, expect, test } from '@jest/globals';
import { decodeAccessEntry, stateKey } from '../../block/index.ts';
import type { RecordId } from '../../codec/index.ts';
import { sha256 } from '../../crypto/index.ts';
import { appendManyToLog, emptyLog } from '../../merkle/index.ts';
import { officerIdOf, readerDigest } from '../../transaction/index.ts';
import {
  officer,
  RecordChain,
  SAMPLE_AGENCIES,
  sampleType,
  sealedContent,
  subjectOf,
} from '../record-chain.fixture.ts';
import { asAgency, keyOf } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const doctor = officer('doctor');

function withRecord(chain = new RecordChain()) {
  const record = chain.issue(doctor, 'medical-record', ada);
  const entries = (subject = ada) => (chain.state.logs.get(`access/${subject}`) ?? []).map(decodeAccessEntry);
  return { chain, record, entries };
}

describe('access.read', () => {
  test('a granted read leaves an entry that says who, what, why and when', () => {
    const { chain, record, entries } = withRecord();
    const transaction = chain.reading(doctor, [{ record, sections: ['general', 'emergency'] }]);
    expect(chain.run(transaction)).toEqual({ code: 'ok', items: [{ code: 'ok', logIndex: 0 }] });
    expect(entries()).toEqual([
      {
        record,
        type: 'medical-record',
        version: 1,
        sections: ['general', 'emergency'],
        agency: SAMPLE_AGENCIES.health,
        officer: officerIdOf(SAMPLE_AGENCIES.health, keyOf('doctor')),
        representative: null,
        purpose: 'treatment',
        basis: 'health-act/41',
        mode: 'ordinary',
        reason: null,
        outcome: 'granted',
        code: 'ok',
        timeMs: chain.timeMs,
        height: chain.height,
        transaction: transaction.id,
        disclosed: null,
      },
    ]);
  });

  test('the head in the state is that of exactly these entries', () => {
    const { chain, record } = withRecord();
    for (const reader of ['doctor', 'nurse', 'paramedic', 'registrar']) {
      chain.run(chain.reading(officer(reader), [{ record, sections: ['general'] }]));
    }
    const kept = chain.state.logs.get(`access/${ada}`) ?? [];
    expect(kept).toHaveLength(4);
    expect(chain.state.read(stateKey.accessLog(ada))).toEqual(appendManyToLog(emptyLog, kept).head);
    expect(chain.state.read(stateKey.accessLog(ada))).not.toEqual(appendManyToLog(emptyLog, kept.slice(1)).head);
  });

  test.each([
    ['an unknown section', 'doctor', ['general', 'dental'], 'treatment', 'access.no-section'],
    ['a role that may not', 'paramedic', ['emergency', 'general'], 'emergency-care', 'access.role'],
    ['a purpose that does not permit it', 'paramedic', ['emergency'], 'treatment', 'access.purpose'],
    ['a purpose for another section only', 'doctor', ['general', 'sensitive'], 'emergency-care', 'access.purpose'],
    ['an officer without any fitting role', 'archivist', ['emergency'], 'treatment', 'access.role'],
    ['an officer of an agency that the type does not name', 'treasurer', ['general'], 'treatment', 'access.agency'],
  ] as const)('refused, and entered as refused: %s', (_, reader, sections, purpose, code) => {
    const { chain, record, entries } = withRecord();
    const result = chain.run(chain.reading(officer(reader), [{ record, sections }], { purpose }));
    expect(result).toEqual({ code, items: [{ code, logIndex: 0 }] });
    expect(entries()).toEqual([expect.objectContaining({ outcome: 'refused', code, purpose, sections })]);
  });

  test('agencies that the type does not name, states that are not readable', () => {
    const limited = sampleType('medical-record', { name: 'genome', readAgencies: [SAMPLE_AGENCIES.education] });
    const { chain, record, entries } = withRecord(new RecordChain([limited]));
    const genome = chain.issue(doctor, 'genome', ada);
    chain.carry('record.transition', doctor, { record, action: 'revoke', reason: 'entered-in-error' });
    const result = chain.run(
      chain.reading(doctor, [
        { record: genome, sections: ['general'] },
        { record, sections: ['general'] },
      ]),
    );
    expect(result).toEqual({
      code: 'access.agency',
      items: [
        { code: 'access.agency', logIndex: 0 },
        // What a request is refused of one person leaves one entry.
        { code: 'access.state', logIndex: null },
      ],
    });
    expect(entries().map(({ code, outcome }) => [code, outcome])).toEqual([['access.agency', 'refused']]);
  });

  test('a public record is read without a request', () => {
    const chain = new RecordChain();
    const subject = subjectOf('ada', 'public-body');
    const text =
      '{"rules":{"amount":1,"currency":"EUR","eligibility":{"en":"-"},"inForceFrom":"2026-01-01","legalBasis":"-","name":{"en":"-"}}}';
    const record = chain.issue(officer('case-worker'), 'programme-rules', subject, { type: 'public', text });
    expect(chain.run(chain.reading(doctor, [{ record, sections: ['rules'] }])).code).toBe('access.public');
  });

  test('items are decided one by one; the first refusal is the code of the whole', () => {
    const { chain, record, entries } = withRecord();
    const bobs = chain.issue(doctor, 'medical-record', subjectOf('bob', 'health'));
    const other = chain.issue(doctor, 'medical-record', ada);
    const unknown = 'aa'.repeat(20) as RecordId;
    const items = [
      { record, sections: ['general'] },
      { record: unknown, sections: ['general'] },
      { record: bobs, sections: ['general'] },
      { record: other, sections: ['dental'] },
    ];
    expect(chain.run(chain.reading(doctor, items))).toEqual({
      code: 'record.unknown',
      items: [
        { code: 'ok', logIndex: 0 },
        { code: 'record.unknown', logIndex: null },
        { code: 'ok', logIndex: 0 },
        { code: 'access.no-section', logIndex: 1 },
      ],
    });
    expect(entries().map(({ code }) => code)).toEqual(['ok', 'access.no-section']);
    expect(entries(subjectOf('bob', 'health')).map(({ code }) => code)).toEqual(['ok']);
  });

  test('what is refused of one person leaves one entry, whoever asks and however often (ATTACK buried-log)', () => {
    const { chain, record: own, entries } = withRecord();
    const bob = subjectOf('bob', 'health');
    const items = Array.from({ length: 30 }, (_, i) => ({
      record: chain.issue(doctor, 'medical-record', i % 2 ? ada : bob),
      sections: ['dental'],
    }));
    const result = chain.run(chain.reading(doctor, [...items, { record: own, sections: ['general'] }]));
    expect(new Set(result.items.slice(0, -1).map(({ code }) => code))).toEqual(new Set(['access.no-section']));
    expect(result.items.map(({ logIndex }) => logIndex)).toEqual([0, 0, ...Array(28).fill(null), 1]);
    expect(entries().map(({ code }) => code)).toEqual(['access.no-section', 'ok']);
    expect(entries(bob).map(({ code }) => code)).toEqual(['access.no-section']);
    // What is counted in public is what is entered.
    expect(chain.state.read(stateKey.accessCounts(SAMPLE_AGENCIES.health))).toMatchObject({ reads: 1, refused: 2 });
  });

  test('a record or a section that is named twice is refused with the whole request (ATTACK repeated-items)', () => {
    const { chain, record, entries } = withRecord();
    const other = chain.issue(doctor, 'medical-record', ada);
    const general = (id: RecordId) => ({ record: id, sections: ['general'] });
    const requests = [
      Array.from({ length: 32 }, () => general(record)),
      [general(record), general(other), { record, sections: ['emergency'] }],
      // Nor what nobody has to find: which records there are.
      [general('aa'.repeat(20) as RecordId), general('aa'.repeat(20) as RecordId)],
      [{ record, sections: ['general', 'emergency', 'general'] }],
    ];
    for (const items of requests) {
      expect(chain.run(chain.reading(doctor, items))).toEqual({ code: 'access.repeated', items: [] });
      const own = chain.reading({ key: 'ada/health', agency: null }, items, { subject: ada, purpose: 'own-access' });
      expect(chain.run(own)).toEqual({ code: 'access.repeated', items: [] });
    }
    expect(entries()).toEqual([]);
    expect(chain.run(chain.reading(doctor, [general(record), general(other)])).code).toBe('ok');
  });

  test('after a transfer reads are entered with the new holder', () => {
    const land = sampleType('medical-record', { name: 'animal-passport', transferable: true });
    const chain = new RecordChain([land]);
    const record = chain.issue(doctor, 'animal-passport', ada);
    const bob = subjectOf('bob', 'health');
    chain.run(chain.reading(doctor, [{ record, sections: ['general'] }]));
    const content = sealedContent('for Bob', 'bob/health');
    chain.carry('record.transfer', doctor, { record, version: 1, to: bob, content });
    chain.run(chain.reading(doctor, [{ record, sections: ['general'] }]));
    expect(chain.state.read(stateKey.accessLog(ada))?.size).toBe(1);
    expect(chain.state.read(stateKey.accessLog(bob))?.size).toBe(1);
  });
});

describe('the reader key signs the request', () => {
  const refused = { code: 'access.reader-key', items: [] };

  test('a key without a proof, such as one chosen as the difference of two seals, opens nothing', () => {
    const { chain, record, entries } = withRecord();
    const before = chain.restRoot;
    const items = [{ record, sections: ['general'] }];
    // Nobody knows the secret of this key; the proof that fits is somebody else's or none.
    expect(chain.run(chain.reading(doctor, items, { readerKey: keyOf('difference') }))).toEqual(refused);
    expect(chain.run(chain.reading(doctor, items, { readerProof: new Uint8Array(64) }))).toEqual(refused);
    expect(chain.run(chain.reading(doctor, items, { readerKey: new Uint8Array(33) }))).toEqual(refused);
    expect(entries()).toEqual([]);
    expect(chain.restRoot).toBe(before);
  });

  test.each<[string, typeof readerDigest]>([
    ['another chain', (chain, signer, salt, items) => readerDigest(sha256(chain), signer, salt, items)],
    ['another signer', (chain, _, salt, items) => readerDigest(chain, keyOf('nurse'), salt, items)],
    ['another salt', (chain, signer, salt, items) => readerDigest(chain, signer, sha256(salt).subarray(16), items)],
    [
      'other sections',
      (chain, signer, salt, items) => {
        const sensitive = items.map((item) => ({ ...item, sections: ['sensitive'] }));
        return readerDigest(chain, signer, salt, sensitive);
      },
    ],
    [
      'other records',
      (chain, signer, salt, items) => {
        const others = items.map((item) => ({ ...item, record: 'bb'.repeat(20) as RecordId }));
        return readerDigest(chain, signer, salt, others);
      },
    ],
    ['fewer items', (chain, signer, salt, items) => readerDigest(chain, signer, salt, items.slice(1))],
  ])('a proof made for %s does not serve', (_, signs) => {
    const { chain, record } = withRecord();
    const items = [{ record, sections: ['general'] }];
    expect(chain.run(chain.reading(doctor, items, {}, signs))).toEqual(refused);
    expect(chain.run(chain.reading(doctor, items, {}, readerDigest)).code).toBe('ok');
  });

  test('only officers read: an agency key names nobody', () => {
    const { chain, record, entries } = withRecord();
    const result = chain.run(chain.reading(asAgency('health'), [{ record, sections: ['general'] }]));
    expect(result).toEqual({ code: 'tx.not-authorised', items: [] });
    const stranger = { key: 'stranger', agency: 'health' };
    expect(chain.run(chain.reading(stranger, [{ record, sections: ['general'] }])).code).toBe('tx.signer-unknown');
    expect(entries()).toEqual([]);
  });
});
