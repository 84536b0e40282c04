import { describe, expect, test } from '@jest/globals';
import { decodeHistoryEntry, stateKey } from '../../block/index.ts';
import {
  officer,
  RecordChain,
  SAMPLE_AGENCIES,
  sampleType,
  sealedContent,
  subjectOf,
} from '../record-chain.fixture.ts';
import { asAgency } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'civil');
const registrar = officer('registrar');

function withCertificate(chain = new RecordChain()) {
  const record = chain.issue(registrar, 'birth-certificate', ada);
  const change = (action: string) => ({ record, action, reason: 'clerical-error' });
  return { chain, record, change };
}

describe('record.transition', () => {
  test('suspend, reinstate and revoke, each in the history with its reason', () => {
    const { chain, record, change } = withCertificate();
    for (const [action, state] of [
      ['suspend', 'suspended'],
      ['reinstate', 'valid'],
      ['revoke', 'revoked'],
    ] as const) {
      chain.carry('record.transition', registrar, change(action));
      expect(chain.record(record)).toMatchObject({ state, version: 1 });
    }
    const history = (chain.state.logs.get(`history/${record}`) ?? []).map(decodeHistoryEntry).slice(1);
    expect(history.map(({ change, action, state }) => [change, action, state])).toEqual([
      ['transitioned', 'suspend', 'suspended'],
      ['transitioned', 'reinstate', 'valid'],
      ['transitioned', 'revoke', 'revoked'],
    ]);
    expect(history.every(({ reason, content }) => reason === 'clerical-error' && content === null)).toBe(true);
  });

  test('a revoked record of a unique type makes room for another', () => {
    const { chain, record, change } = withCertificate();
    const again = { type: 'birth-certificate', subject: ada, content: sealedContent('again', 'ada/civil') } as const;
    chain.carry('record.transition', registrar, change('suspend'));
    chain.refuse('record.not-unique', 'record.issue', registrar, again);
    chain.carry('record.transition', registrar, change('revoke'));
    expect(chain.state.read(stateKey.unique('birth-certificate', ada))).toBeUndefined();
    const second = chain.issue(registrar, 'birth-certificate', ada);
    expect(second).not.toBe(record);
    expect(chain.state.read(stateKey.unique('birth-certificate', ada))).toBe(second);
  });

  test('a record does not come back to life beside another of a unique type', () => {
    const birth = sampleType('birth-certificate');
    const restore = { action: 'restore', from: ['revoked'], to: 'valid', roles: ['registrar'], agencies: null };
    const lifecycle = { ...birth.lifecycle, transitions: [...birth.lifecycle.transitions, restore] };
    const chain = new RecordChain([{ ...birth, name: 'passport', lifecycle }]);
    const record = chain.issue(registrar, 'passport', ada);
    const change = (action: string) => ({ record, action, reason: 'found-again' });
    chain.carry('record.transition', registrar, change('revoke'));
    chain.carry('record.transition', registrar, change('restore'));
    expect(chain.state.read(stateKey.unique('passport', ada))).toBe(record);
    chain.carry('record.transition', registrar, change('revoke'));
    chain.issue(registrar, 'passport', ada);
    chain.refuse('record.not-unique', 'record.transition', registrar, change('restore'));
  });

  test('refusals change nothing', () => {
    const { chain, record, change } = withCertificate();
    chain.refuse('record.no-action', 'record.transition', registrar, change('archive'));
    chain.refuse('record.wrong-state', 'record.transition', registrar, change('reinstate'));
    chain.refuse('tx.not-authorised', 'record.transition', officer('rector'), change('revoke'));
    chain.refuse('tx.not-authorised', 'record.transition', asAgency('health'), change('revoke'));
    chain.refuse('record.unknown', 'record.transition', registrar, {
      ...change('revoke'),
      record: 'ee'.repeat(20) as typeof record,
    });
    chain.carry('record.transition', registrar, change('revoke'));
    for (const action of ['suspend', 'reinstate', 'revoke']) {
      chain.refuse('record.wrong-state', 'record.transition', registrar, change(action));
    }
  });

  test('an officer needs a role that the transition names, the agency itself does not', () => {
    const chain = new RecordChain();
    const record = chain.issue(officer('nurse'), 'medical-record', subjectOf('ada', 'health'));
    const change = { record, action: 'suspend', reason: 'under-review' };
    chain.refuse('tx.not-authorised', 'record.transition', officer('nurse'), change);
    chain.carry('record.transition', asAgency('health'), change);
  });

  test('a transition can belong to named agencies instead of the issuing one', () => {
    const birth = sampleType('birth-certificate');
    const seize = {
      action: 'seize',
      from: ['valid'],
      to: 'suspended',
      roles: ['case-worker'],
      agencies: [SAMPLE_AGENCIES.welfare],
    };
    const lifecycle = { ...birth.lifecycle, transitions: [...birth.lifecycle.transitions, seize] };
    const chain = new RecordChain([{ ...birth, name: 'passport', lifecycle }]);
    const record = chain.issue(registrar, 'passport', ada);
    const change = { record, action: 'seize', reason: 'court-order' };
    chain.refuse('tx.not-authorised', 'record.transition', registrar, change);
    chain.refuse('tx.not-authorised', 'record.transition', officer('treasurer'), change);
    chain.carry('record.transition', officer('case-worker'), change);
    expect(chain.record(record)).toMatchObject({ state: 'suspended', agency: SAMPLE_AGENCIES.registry });
  });
});
