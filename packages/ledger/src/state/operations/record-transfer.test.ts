import { describe, expect, test } from '@jest/globals';
import { decodeHistoryEntry, stateKey } from '../../block/index.ts';
import { officer, RecordChain, sampleType, sealedContent, subjectOf } from '../record-chain.fixture.ts';

const ada = subjectOf('ada', 'civil');
const bob = subjectOf('bob', 'civil');
const registrar = officer('registrar');

const land = sampleType('birth-certificate', { name: 'land-title', transferable: true, unique: false });
const seat = sampleType('birth-certificate', { name: 'notary-seat', transferable: true, unique: true });
const open = sampleType('programme-rules', {
  name: 'trade-mark',
  sector: 'civil',
  transferable: true,
  issuers: [{ agency: null, roles: ['registrar'] }],
});

describe('record.transfer', () => {
  // ATTACK issuer-seals-to-itself
  test('content sealed to the old holder, or to the officer, is refused', () => {
    const chain = new RecordChain([land]);
    const record = chain.issue(registrar, 'land-title', ada);
    for (const key of ['ada/civil', 'bob/health', 'registrar']) {
      const content = sealedContent('for Bob', key);
      chain.refuse('record.sealed-to', 'record.transfer', registrar, { record, version: 1, to: bob, content });
    }
  });

  test('a sealed record passes to another subject with content sealed to her', () => {
    const chain = new RecordChain([land]);
    const record = chain.issue(registrar, 'land-title', ada);
    const content = sealedContent('for Bob', 'bob/civil');
    chain.carry('record.transfer', registrar, { record, version: 1, to: bob, content });
    expect(chain.record(record)).toMatchObject({ subject: bob, version: 2, content, history: { size: 2 } });
    const entry = decodeHistoryEntry(chain.state.logs.get(`history/${record}`)?.[1] as Uint8Array);
    expect(entry).toMatchObject({ change: 'transferred', subject: bob, version: 2, content });
  });

  test('a public record keeps its content and version', () => {
    const chain = new RecordChain([open]);
    const text =
      '{"rules":{"amount":1,"currency":"EUR","eligibility":{"en":"-"},"inForceFrom":"2026-01-01","legalBasis":"-","name":{"en":"-"}}}';
    const record = chain.issue(registrar, 'trade-mark', ada, { type: 'public', text });
    const transfer = { record, version: 1, to: bob } as const;
    chain.refuse('record.visibility', 'record.transfer', registrar, { ...transfer, content: { type: 'public', text } });
    // Any agency may issue this type, but only the one that issued the record transfers it.
    chain.refuse('tx.not-authorised', 'record.transfer', officer('rector'), { ...transfer, content: null });
    chain.carry('record.transfer', registrar, { ...transfer, content: null });
    expect(chain.record(record)).toMatchObject({ subject: bob, version: 1, content: { type: 'public', text } });
  });

  test('a unique one moves its place with it', () => {
    const chain = new RecordChain([seat]);
    const first = chain.issue(registrar, 'notary-seat', ada);
    chain.carry('record.transfer', registrar, {
      record: first,
      version: 1,
      to: bob,
      content: sealedContent('c', 'bob/civil'),
    });
    expect(chain.state.read(stateKey.unique('notary-seat', ada))).toBeUndefined();
    expect(chain.state.read(stateKey.unique('notary-seat', bob))).toBe(first);
    const second = chain.issue(registrar, 'notary-seat', ada);
    chain.refuse('record.not-unique', 'record.transfer', registrar, {
      record: second,
      version: 1,
      to: bob,
      content: sealedContent(),
    });
  });

  test('refusals change nothing', () => {
    const chain = new RecordChain([land]);
    const record = chain.issue(registrar, 'land-title', ada);
    const certificate = chain.issue(registrar, 'birth-certificate', ada);
    const transfer = { record, version: 1, to: bob, content: sealedContent('for Bob', 'bob/civil') } as const;
    const refuse = (
      code: Parameters<RecordChain['refuse']>[0],
      changes: Partial<typeof transfer> | object,
      signer = registrar,
    ) => chain.refuse(code, 'record.transfer', signer, { ...transfer, ...changes });
    refuse('record.not-transferable', { record: certificate });
    refuse('record.wrong-version', { version: 2 });
    refuse('record.same-holder', { to: ada });
    refuse('record.visibility', { content: null });
    refuse('record.visibility', { content: { type: 'public', text: '{}' } });
    refuse('subject.wrong-sector', { to: subjectOf('bob', 'health') });
    refuse('subject.unknown', { to: subjectOf('carol', 'civil') });
    refuse('record.unknown', { record: 'dd'.repeat(20) });
    refuse('tx.not-authorised', {}, officer('rector'));
    chain.carry('record.transition', registrar, { record, action: 'suspend', reason: 'in-dispute' });
    refuse('record.wrong-state', {});
  });
});
