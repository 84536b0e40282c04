/** Erasure and hold on the ledger: who may, what is left, and what the certificate says (PROTOCOL erasure). */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { decodeAccessEntry, decodeHistoryEntry, stateKey, unconfirmedHolders } from '../block/index.ts';
import type { AgencyId, RecordId } from '../codec/index.ts';
import { newObjectId, type ProposalAction } from '../transaction/index.ts';
import { officer, RecordChain, SAMPLE_AGENCIES, sampleType, sealedContent, subjectOf } from './record-chain.fixture.ts';
import { asAgency, type Signer } from './sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const HOLDING = ['registry', 'health'] as const;
const type = sampleType('medical-record', {
  name: 'casebook',
  transferable: true,
  erasure: { roles: ['doctor'] },
  holds: { agencies: HOLDING.map((name) => SAMPLE_AGENCIES[name]), roles: ['registrar', 'records-officer'] },
});
const validator = (agency: string): Signer => ({ key: `${agency}/validator`, agency: null });
const UNKNOWN = 'ff'.repeat(20) as RecordId;

let chain: RecordChain;
let record: RecordId;
beforeEach(() => {
  chain = new RecordChain([type]);
  record = chain.issue(officer('doctor'), 'casebook', ada);
});

const erase = () => chain.carry('record.erase', officer('doctor'), { record, basis: 'gdpr/17' });
const erasure = () => chain.state.read(stateKey.erasure(record));
const holds = () => chain.state.read(stateKey.hold(record));
const confirm = (agency: keyof typeof SAMPLE_AGENCIES, records = [record]) => ({
  agency: SAMPLE_AGENCIES[agency],
  records,
});

describe('record.erase', () => {
  test('marks the record and says who held how much of it; history and access log stay', () => {
    chain.run(chain.reading(officer('doctor'), [{ record, sections: ['general'] }]));
    chain.carry('record.amend', officer('doctor'), { record, version: 1, content: sealedContent('second') });
    const before = chain.record(record);
    const { id } = erase();
    expect(chain.record(record)).toMatchObject({
      erased: chain.height,
      changedMs: chain.timeMs,
      content: before.content,
      state: before.state,
      history: { size: 3 },
    });
    expect(erasure()).toEqual({
      basis: 'gdpr/17',
      agency: SAMPLE_AGENCIES.health,
      officer: before.officer,
      timeMs: chain.timeMs,
      height: chain.height,
      transaction: id,
      sidecars: 2,
      holders: Object.values(SAMPLE_AGENCIES),
      confirmed: [],
    });
    const history = (chain.state.logs.get(`history/${record}`) ?? []).map(decodeHistoryEntry);
    expect(history.at(-1)).toMatchObject({ change: 'erased', basis: 'gdpr/17', content: null, version: 2 });
    const trail = (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
    expect(trail).toMatchObject([{ record, outcome: 'granted' }]);
  });

  test('is for the issuing agency and the roles of the type', () => {
    const body = { record, basis: 'gdpr/17' };
    chain.refuse('tx.not-authorised', 'record.erase', officer('nurse'), body);
    chain.refuse('tx.not-authorised', 'record.erase', officer('registrar'), body);
    chain.refuse('tx.not-authorised', 'record.erase', asAgency('registry'), body);
    chain.refuse('record.unknown', 'record.erase', officer('doctor'), { ...body, record: UNKNOWN });
    chain.carry('record.erase', asAgency('health'), body);
    chain.refuse('record.erased', 'record.erase', officer('doctor'), body);
  });

  test('nothing can be done with the content of an erased record any more, but its state can change', () => {
    erase();
    const content = sealedContent('second');
    chain.refuse('record.erased', 'record.amend', officer('doctor'), { record, version: 1, content });
    chain.refuse('record.erased', 'record.transfer', officer('doctor'), { record, version: 1, to: bob, content });
    chain.refuse('record.erased', 'record.hold', asAgency('health'), { record, basis: 'court/1' });
    chain.carry('record.transition', officer('doctor'), { record, action: 'suspend', reason: 'erased' });
    expect(chain.record(record)).toMatchObject({ state: 'suspended', erased: expect.any(Number) });
  });

  test('a read of it is refused, and the refusal is in the log', () => {
    erase();
    const result = chain.run(chain.reading(officer('doctor'), [{ record, sections: ['general'] }]));
    expect(result).toEqual({ code: 'record.erased', items: [{ code: 'record.erased', logIndex: 0 }] });
    const trail = (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
    expect(trail).toMatchObject([{ record, outcome: 'refused', code: 'record.erased' }]);
  });

  test('an amendment and an erasure in one block: whatever their order, what was amended is counted', () => {
    const amend = chain.signed('record.amend', officer('doctor'), {
      record,
      version: 1,
      content: sealedContent('second'),
    });
    const erasing = chain.signed('record.erase', officer('doctor'), { record, basis: 'gdpr/17' });
    expect(chain.execute([erasing, amend]).results.map(({ code }) => code)).toEqual(['ok', 'record.erased']);
    expect(chain.block([amend, erasing]).results.map(({ code }) => code)).toEqual(['ok', 'ok']);
    expect(erasure()?.sidecars).toBe(2);
  });

  test('public content stands on the chain and is not erased', () => {
    const open = sampleType('medical-record', { name: 'open' });
    const publicType = {
      ...open,
      visibility: 'public' as const,
      readAgencies: null,
      emergency: null,
      hidden: null,
      sections: open.sections.slice(0, 1).map((section) => ({ ...section, schema: '{"type":"object"}', readers: [] })),
    };
    const own = new RecordChain([publicType]);
    const text = `{"${publicType.sections[0]?.name}":{}}`;
    const id = own.issue(officer('doctor'), 'open', ada, { type: 'public', text });
    own.refuse('erasure.public', 'record.erase', asAgency('health'), { record: id, basis: 'gdpr/17' });
  });
});

describe('record.hold', () => {
  test('keeps the record from being erased until every hold is released, and everybody sees by whom', () => {
    const { id } = chain.carry('record.hold', officer('registrar'), { record, basis: 'court/2026-17' });
    expect(holds()).toMatchObject([{ agency: SAMPLE_AGENCIES.registry, basis: 'court/2026-17', transaction: id }]);
    chain.carry('record.hold', asAgency('health'), { record, basis: 'audit/3' });
    chain.refuse('record.held', 'record.erase', officer('doctor'), { record, basis: 'gdpr/17' });
    chain.carry('record.release-hold', officer('registrar'), { record, agency: null });
    chain.refuse('record.held', 'record.erase', officer('doctor'), { record, basis: 'gdpr/17' });
    chain.carry('record.release-hold', asAgency('health'), { record, agency: null });
    expect(holds()).toBeUndefined();
    erase();
    const history = (chain.state.logs.get(`history/${record}`) ?? []).map(decodeHistoryEntry);
    expect(history.map(({ change, basis }) => [change, basis])).toEqual([
      ['issued', null],
      ['held', 'court/2026-17'],
      ['held', 'audit/3'],
      ['released', 'court/2026-17'],
      ['released', 'audit/3'],
      ['erased', 'gdpr/17'],
    ]);
  });

  test('is for the agencies and roles of the type, once each; only who placed it releases it', () => {
    const body = { record, basis: 'court/1' };
    chain.refuse('tx.not-authorised', 'record.hold', asAgency('welfare'), body);
    chain.refuse('tx.not-authorised', 'record.hold', officer('doctor'), body);
    chain.refuse('hold.unknown', 'record.release-hold', asAgency('health'), { record, agency: null });
    chain.carry('record.hold', asAgency('registry'), body);
    chain.refuse('hold.exists', 'record.hold', officer('registrar'), body);
    chain.refuse('hold.unknown', 'record.release-hold', asAgency('health'), { record, agency: null });
    chain.carry('record.release-hold', officer('registrar'), { record, agency: null });
  });

  test('where the type names no agencies, it is for the one that issued the record', () => {
    const usual = chain.issue(officer('registrar'), 'birth-certificate', subjectOf('bob', 'civil'));
    chain.refuse('tx.not-authorised', 'record.hold', asAgency('health'), { record: usual, basis: 'court/1' });
    chain.carry('record.hold', officer('registrar'), { record: usual, basis: 'court/1' });
  });

  /** Votes an action through. */
  const vote = (action: ProposalAction) => {
    const { payload } = chain.carry('proposal.create', asAgency('registry'), { action });
    const proposal = newObjectId('proposal', payload.signer, payload.salt);
    for (const name of ['education', 'health', 'welfare'])
      chain.run(chain.signed('proposal.vote', asAgency(name), { proposal, approve: true }));
    expect(chain.state.read(stateKey.proposal(proposal))?.status).toBe('carried');
  };
  const released = (agency: AgencyId | null) => ({ record, agency });
  const { registry, education, health, welfare } = SAMPLE_AGENCIES;
  const named = (...agencies: readonly AgencyId[]) => ({
    ...type,
    version: 2,
    holds: { agencies, roles: ['registrar', 'records-officer'] },
  });

  test('ATTACK endless-hold: that of a suspended agency is let go by another that may hold, and by nobody else', () => {
    vote({ type: 'record-type.revise', declaration: named(registry, health, education) });
    chain.carry('record.hold', asAgency('education'), { record, basis: 'court/1' });
    chain.refuse('hold.in-force', 'record.release-hold', officer('registrar'), released(education));
    vote({ type: 'agency.suspend', agency: education });
    chain.refuse('record.held', 'record.erase', officer('doctor'), { record, basis: 'gdpr/17' });
    // Nobody without the right, and not who could then erase it.
    chain.refuse('tx.not-authorised', 'record.release-hold', asAgency('welfare'), released(education));
    chain.refuse('tx.not-authorised', 'record.release-hold', officer('reviewer'), released(education));
    chain.refuse('tx.not-authorised', 'record.release-hold', asAgency('health'), released(education));
    chain.refuse('hold.unknown', 'record.release-hold', officer('registrar'), released(null));
    chain.carry('record.release-hold', officer('registrar'), released(education));
    expect(holds()).toBeUndefined();
    const history = (chain.state.logs.get(`history/${record}`) ?? []).map(decodeHistoryEntry);
    expect(history.at(-1)).toMatchObject({ change: 'released', basis: 'court/1', agency: registry });
    erase();
  });

  test('ATTACK endless-hold: so is that of one that has lost its role, or is named no more, which lets go its own too', () => {
    chain.carry('record.hold', asAgency('registry'), { record, basis: 'court/1' });
    vote({ type: 'record-type.revise', declaration: named(welfare) });
    // Named, and without a role for it.
    vote({ type: 'agency.withdraw-roles', agency: welfare, roles: ['records-officer'] });
    chain.refuse('tx.not-authorised', 'record.release-hold', asAgency('welfare'), released(registry));
    vote({ type: 'agency.give-roles', agency: welfare, roles: ['registrar'] });
    chain.carry('record.release-hold', asAgency('welfare'), released(registry));
    chain.carry('record.hold', asAgency('welfare'), { record, basis: 'court/2' });
    vote({ type: 'agency.withdraw-roles', agency: welfare, roles: ['registrar'] });
    vote({ type: 'record-type.revise', declaration: { ...named(welfare, registry), version: 3 } });
    chain.carry('record.release-hold', asAgency('registry'), released(welfare));
    chain.carry('record.hold', asAgency('registry'), { record, basis: 'court/3' });
    vote({ type: 'record-type.revise', declaration: { ...named(welfare), version: 4 } });
    chain.carry('record.release-hold', asAgency('registry'), released(null));
    expect(holds()).toBeUndefined();
    expect(health).toBe(chain.record(record).agency);
  });

  test('does not keep it from being amended', () => {
    chain.carry('record.hold', asAgency('health'), { record, basis: 'court/1' });
    chain.carry('record.amend', officer('doctor'), { record, version: 1, content: sealedContent('second') });
  });
});

describe('erasure.confirm', () => {
  test('names each holder once, and by whom it is said', () => {
    erase();
    chain.carry('erasure.confirm', validator('education'), confirm('education'));
    const first = { agency: SAMPLE_AGENCIES.education, by: 'node', timeMs: chain.timeMs, height: chain.height };
    chain.carry('erasure.confirm', asAgency('registry'), confirm('registry'));
    expect(erasure()?.confirmed).toEqual([first, expect.objectContaining({ by: 'agency' })]);
    expect(unconfirmedHolders(erasure() as never)).toEqual([SAMPLE_AGENCIES.health, SAMPLE_AGENCIES.welfare]);
    chain.refuse('erasure.confirmed', 'erasure.confirm', validator('education'), confirm('education'));
    chain.refuse('erasure.confirmed', 'erasure.confirm', asAgency('education'), confirm('education'));
  });

  test('nobody confirms for another, nor with another key', () => {
    erase();
    chain.refuse('tx.signer-unknown', 'erasure.confirm', validator('education'), confirm('health'));
    chain.refuse('tx.not-authorised', 'erasure.confirm', asAgency('education'), confirm('health'));
    chain.refuse('tx.not-authorised', 'erasure.confirm', officer('doctor'), confirm('health'));
  });

  test('many at a time: what is confirmed is passed over, what is not erased is refused', () => {
    const other = chain.issue(officer('doctor'), 'casebook', bob);
    erase();
    chain.refuse('erasure.unknown', 'erasure.confirm', validator('health'), confirm('health', [record, other]));
    chain.carry('erasure.confirm', validator('health'), confirm('health'));
    chain.carry('record.erase', officer('doctor'), { record: other, basis: 'gdpr/17' });
    chain.carry('erasure.confirm', validator('health'), confirm('health', [record, other, other]));
    expect(erasure()?.confirmed).toHaveLength(1);
    expect(chain.state.read(stateKey.erasure(other))?.confirmed).toHaveLength(1);
  });

  test('an agency that has given up its seat is asked too, and confirms with the key that it had', () => {
    const action = { type: 'validator.remove', agency: SAMPLE_AGENCIES.welfare } as const;
    const { payload } = chain.carry('proposal.create', asAgency('registry'), { action });
    const proposal = newObjectId('proposal', payload.signer, payload.salt);
    for (const name of ['education', 'health'])
      chain.run(chain.signed('proposal.vote', asAgency(name), { proposal, approve: true }));
    chain.block();
    chain.block();
    expect(chain.state.read(stateKey.validators)?.current).toHaveLength(3);
    erase();
    expect(erasure()?.holders).toEqual([
      SAMPLE_AGENCIES.registry,
      SAMPLE_AGENCIES.education,
      SAMPLE_AGENCIES.health,
      SAMPLE_AGENCIES.welfare,
    ]);
    chain.carry('erasure.confirm', validator('welfare'), confirm('welfare'));
    expect(erasure()?.confirmed).toMatchObject([{ agency: SAMPLE_AGENCIES.welfare, by: 'node' }]);
  });
});
