/** Emergencies: the read, its review, a review that is missed, and what is counted in public. */
import { describe, expect, test } from '@jest/globals';
import { decodeAccessEntry, stateKey } from '../../block/index.ts';
import type { TransactionId } from '../../codec/index.ts';
import { newObjectId, officerIdOf, type RecordType } from '../../transaction/index.ts';
import { officer, RecordChain, SAMPLE_AGENCIES, sampleType, subjectOf } from '../record-chain.fixture.ts';
import { asAgency, keyOf, type Signer } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const doctor = officer('doctor');
const reviewer = officer('reviewer');
const paramedic = officer('paramedic');
const { health, registry } = SAMPLE_AGENCIES;
const DAY = 86_400_000;
const validator: Signer = { key: 'registry/validator', agency: null };

function begin() {
  const chain = new RecordChain();
  const record = chain.issue(doctor, 'medical-record', ada);
  const entries = () => (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
  const counts = () => chain.state.read(stateKey.accessCounts(health));
  const review = (id: TransactionId) => chain.state.read(stateKey.review(id));
  /** A paramedic reads what she may not in ordinary times. */
  const invoke = (sections = ['sensitive'], by = paramedic) => {
    const transaction = chain.reading(by, [{ record, sections }], {
      purpose: 'emergency-care',
      emergency: 'unconscious',
    });
    return { id: transaction.id, code: chain.run(transaction).code };
  };
  return { chain, record, entries, counts, review, invoke };
}

describe('an emergency', () => {
  test('opens what policy refuses, is marked in her log, and is due for review', () => {
    const { chain, record, entries, counts, review, invoke } = begin();
    const ordinary = chain.reading(paramedic, [{ record, sections: ['sensitive'] }], { purpose: 'emergency-care' });
    expect(chain.run(ordinary).code).toBe('access.role');
    const { id, code } = invoke();
    expect(code).toBe('ok');
    expect(entries().at(-1)).toMatchObject({ mode: 'emergency', reason: 'unconscious', outcome: 'granted' });
    expect(review(id)).toEqual({
      agency: health,
      officer: officerIdOf(health, keyOf('paramedic')),
      items: [{ record, sections: ['sensitive'] }],
      reason: 'unconscious',
      timeMs: chain.timeMs,
      dueMs: chain.timeMs + 3 * DAY,
      status: 'open',
      reviewer: null,
      reviewedMs: null,
      missedMs: null,
    });
    expect(counts()).toMatchObject({ reads: 1, refused: 1, emergency: 1, reviewsOpen: 1, reviewsMissed: 0 });
  });

  test('that is refused is entered as such, and there is nothing to review', () => {
    const { entries, counts, review, invoke } = begin();
    const { id, code } = invoke(['sensitive'], officer('archivist'));
    expect(code).toBe('access.emergency');
    expect(entries().at(-1)).toMatchObject({ mode: 'emergency', reason: 'unconscious', outcome: 'refused' });
    expect(review(id)).toBeUndefined();
    expect(counts()).toMatchObject({ reads: 0, refused: 1, emergency: 0, reviewsOpen: 0 });
  });

  test('of several items, only what it opened is reviewed', () => {
    const { chain, record, review, counts } = begin();
    const other = chain.issue(doctor, 'medical-record', ada);
    const items = [
      { record, sections: ['sensitive'] },
      { record: other, sections: ['dental'] },
    ];
    const transaction = chain.reading(paramedic, items, { purpose: 'emergency-care', emergency: 'unconscious' });
    expect(chain.run(transaction).items.map(({ code }) => code)).toEqual(['ok', 'access.no-section']);
    expect(review(transaction.id)?.items).toEqual(items.slice(0, 1));
    expect(counts()).toMatchObject({ reads: 1, refused: 1, emergency: 1, reviewsOpen: 1 });
  });
});

describe('a review', () => {
  test.each(['justified', 'unjustified'] as const)('in time: %s', (verdict) => {
    const { chain, review, counts, invoke } = begin();
    const { id } = invoke();
    chain.carry('access.review', reviewer, { transaction: id, verdict });
    expect(review(id)).toMatchObject({
      status: verdict,
      reviewer: officerIdOf(registry, keyOf('reviewer')),
      reviewedMs: chain.timeMs,
      missedMs: null,
    });
    expect(counts()).toMatchObject({
      reviewsOpen: 0,
      reviewsMissed: 0,
      reviewsJustified: verdict === 'justified' ? 1 : 0,
      reviewsUnjustified: verdict === 'unjustified' ? 1 : 0,
    });
    chain.refuse('review.done', 'access.review', reviewer, { transaction: id, verdict });
    chain.block([], 4 * DAY);
    chain.refuse('review.done', 'access.escalate', validator, { transaction: id });
  });

  test('that is missed is escalated once, counted, and can still come late', () => {
    const { chain, review, counts, invoke } = begin();
    const { id } = invoke();
    chain.refuse('review.not-due', 'access.escalate', validator, { transaction: id });
    // The block after this one is at the very end of the time, which is still in it.
    chain.block([], 3 * DAY - 2_000);
    chain.refuse('review.not-due', 'access.escalate', validator, { transaction: id });
    chain.carry('access.escalate', validator, { transaction: id });
    const missedMs = chain.timeMs;
    expect(review(id)).toMatchObject({ status: 'missed', missedMs });
    expect(counts()).toMatchObject({ reviewsOpen: 1, reviewsMissed: 1 });
    chain.refuse('review.done', 'access.escalate', validator, { transaction: id });
    chain.carry('access.review', reviewer, { transaction: id, verdict: 'justified' });
    expect(review(id)).toMatchObject({ status: 'justified', missedMs, reviewedMs: chain.timeMs });
    expect(counts()).toMatchObject({ reviewsOpen: 0, reviewsMissed: 1, reviewsJustified: 1 });
  });

  test('that comes late counts as missed, also when nobody escalated it', () => {
    const { chain, review, counts, invoke } = begin();
    const { id } = invoke();
    chain.block([], 4 * DAY);
    chain.carry('access.review', reviewer, { transaction: id, verdict: 'justified' });
    expect(review(id)).toMatchObject({ status: 'justified', missedMs: chain.timeMs });
    expect(counts()).toMatchObject({ reviewsOpen: 0, reviewsMissed: 1, reviewsJustified: 1 });
  });

  test('is by an officer of another agency, with a role for it that the members have given (ATTACK own-review)', () => {
    const { chain, invoke } = begin();
    const { id } = invoke();
    const verdict = 'justified';
    for (const own of [paramedic, doctor]) {
      chain.refuse('review.same-agency', 'access.review', own, { transaction: id, verdict });
    }
    // An agency with the role, and one without it that appoints at will.
    const untilMs = chain.timeMs + DAY;
    chain.refuse('agency.role', 'officer.appoint', asAgency('welfare'), {
      key: keyOf('spy'),
      roles: ['reviewer'],
      untilMs,
    });
    chain.refuse('agency.role', 'officer.appoint', asAgency('health'), {
      key: keyOf('spy'),
      roles: ['reviewer'],
      untilMs,
    });
    chain.refuse('tx.not-authorised', 'access.review', officer('case-worker'), { transaction: id, verdict });
    // Who has read reviews for no other agency either.
    chain.carry('officer.appoint', asAgency('registry'), { key: keyOf('paramedic'), roles: ['reviewer'], untilMs });
    chain.refuse('review.own', 'access.review', { key: 'paramedic', agency: 'registry' }, { transaction: id, verdict });
    chain.refuse('tx.not-authorised', 'access.review', officer('registrar'), { transaction: id, verdict });
    chain.refuse('tx.not-authorised', 'access.review', asAgency('registry'), { transaction: id, verdict });
    chain.refuse('review.unknown', 'access.review', reviewer, {
      transaction: 'aa'.repeat(32) as TransactionId,
      verdict,
    });
    chain.refuse('tx.not-authorised', 'access.escalate', doctor, { transaction: id });
    chain.refuse('tx.signer-unknown', 'access.escalate', { key: 'doctor', agency: null }, { transaction: id });
  });
});

describe('an emergency over types that no one role reviews (ATTACK unreviewable-emergency)', () => {
  const usual = sampleType('medical-record').emergency as NonNullable<RecordType['emergency']>;
  const reviewedBy = (name: string, ...reviewRoles: readonly string[]) =>
    sampleType('medical-record', { name, emergency: { ...usual, reviewRoles } });
  const types = [
    reviewedBy('by-both', 'reviewer', 'registrar'),
    reviewedBy('by-registrar', 'registrar'),
    reviewedBy('by-reviewer', 'reviewer'),
  ];

  function beginWith(...names: readonly string[]) {
    const chain = new RecordChain(types);
    const items = names.map((name) => ({ record: chain.issue(doctor, name, ada), sections: ['sensitive'] }));
    const reading = chain.reading(paramedic, items, { purpose: 'emergency-care', emergency: 'unconscious' });
    return { chain, items, id: reading.id, result: chain.run(reading) };
  }

  test('opens what one role reviews; the rest is refused, entered, and opened by a request of its own', () => {
    const { chain, items, id, result } = beginWith('by-both', 'by-registrar', 'by-reviewer', 'medical-record');
    expect(result.items.map(({ code }) => code)).toEqual(['ok', 'ok', 'access.review-roles', 'access.review-roles']);
    const log = (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
    expect(log.map(({ code }) => code)).toEqual(['ok', 'ok', 'access.review-roles']);
    expect(chain.state.read(stateKey.review(id))?.items).toEqual(items.slice(0, 2));
    const verdict = 'justified';
    chain.refuse('tx.not-authorised', 'access.review', reviewer, { transaction: id, verdict });
    chain.carry('access.review', officer('registrar'), { transaction: id, verdict });
    const alone = chain.reading(paramedic, items.slice(2, 3), { purpose: 'emergency-care', emergency: 'unconscious' });
    expect(chain.run(alone).code).toBe('ok');
    chain.carry('access.review', reviewer, { transaction: alone.id, verdict });
  });

  test('what the types have come to differ in since is reviewed by a role of either', () => {
    const { chain, id, result } = beginWith('by-both', 'by-registrar');
    expect(result.code).toBe('ok');
    const declaration = { ...reviewedBy('by-both', 'reviewer'), version: 2 };
    const action = { type: 'record-type.revise', declaration } as const;
    const { payload } = chain.carry('proposal.create', asAgency('registry'), { action });
    const proposal = newObjectId('proposal', payload.signer, payload.salt);
    for (const name of ['education', 'health'])
      chain.run(chain.signed('proposal.vote', asAgency(name), { proposal, approve: true }));
    expect(chain.state.read(stateKey.type('by-both'))?.version).toBe(2);
    const verdict = 'unjustified';
    chain.refuse('tx.not-authorised', 'access.review', officer('case-worker'), { transaction: id, verdict });
    chain.carry('access.review', reviewer, { transaction: id, verdict });
  });
});

describe('the counts of an agency', () => {
  test('what was read in a period waits for its report once the next read comes in another', () => {
    const { chain, record, counts } = begin();
    const { reportPeriodMs } = chain.state.read(stateKey.parameters) ?? { reportPeriodMs: 0 };
    const read = () => chain.run(chain.reading(doctor, [{ record, sections: ['general'] }]));
    read();
    read();
    const period = Math.floor(chain.timeMs / reportPeriodMs);
    expect(counts()).toMatchObject({ period, periodReads: 2, waiting: [] });
    chain.block([], 2 * reportPeriodMs);
    read();
    expect(counts()).toMatchObject({ period: period + 2, periodReads: 1, waiting: [{ period, reads: 2 }], reads: 3 });
  });

  test('what does not exist is neither read nor refused, and persons are not counted', () => {
    const { chain, record, counts } = begin();
    const unknown = [{ record: 'aa'.repeat(20) as typeof record, sections: ['general'] }];
    expect(chain.run(chain.reading(doctor, unknown)).code).toBe('record.unknown');
    const own = { subject: ada, purpose: 'own-access' };
    const asAda: Signer = { key: 'ada/health', agency: null };
    expect(chain.run(chain.reading(asAda, [{ record, sections: ['general'] }], own)).code).toBe('ok');
    expect(counts()).toBeUndefined();
  });
});
