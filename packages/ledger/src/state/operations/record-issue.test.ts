import { describe, expect, test } from '@jest/globals';
import { decodeHistoryEntry, stateKey } from '../../block/index.ts';
import type { Transaction } from '../../transaction/index.ts';
import { createdBy, officer, RecordChain, sampleType, sealedContent, subjectOf } from '../record-chain.fixture.ts';
import { asAgency } from '../sample-chain.fixture.ts';

/** Canonical: members in the order of their names. */
const RULES_TEXT =
  '{"rules":{"amount":8000,"currency":"EUR","eligibility":{"en":"Every child","et":"Iga laps"},' +
  '"inForceFrom":"2026-01-01","legalBasis":"Family Benefits Act, section 17","name":{"en":"Child allowance"}}}';

const ada = subjectOf('ada', 'civil');
const body = subjectOf('ada', 'public-body');

describe('record.issue', () => {
  test('a record comes into being with its first history entry', () => {
    const chain = new RecordChain();
    const content = sealedContent('birth of Ada', 'ada/civil');
    const transaction = chain.carry('record.issue', officer('registrar'), {
      type: 'birth-certificate',
      subject: ada,
      content,
    });
    const id = createdBy('record', transaction);
    expect(chain.record(id)).toMatchObject({
      type: 'birth-certificate',
      typeVersion: 1,
      subject: ada,
      state: 'valid',
      version: 1,
      content,
      issuedMs: chain.timeMs,
      history: { size: 1 },
    });
    const entries = chain.state.logs.get(`history/${id}`) ?? [];
    expect(entries.map(decodeHistoryEntry)).toEqual([
      {
        change: 'issued',
        action: null,
        reason: null,
        basis: null,
        version: 1,
        typeVersion: 1,
        state: 'valid',
        subject: ada,
        content,
        agency: chain.record(id).agency,
        officer: chain.record(id).officer,
        timeMs: chain.timeMs,
        height: chain.height,
        transaction: transaction.id,
      },
    ]);
    expect(chain.state.read(stateKey.unique('birth-certificate', ada))).toBe(id);
  });

  test("the agency's own key issues as well, and no officer is named", () => {
    const chain = new RecordChain();
    const id = chain.issue(asAgency('health'), 'medical-record', subjectOf('ada', 'health'));
    expect(chain.record(id).officer).toBeNull();
  });

  test('a public record carries content that fits the schema', () => {
    const chain = new RecordChain();
    const id = chain.issue(officer('case-worker'), 'programme-rules', body, { type: 'public', text: RULES_TEXT });
    expect(chain.record(id).content).toEqual({ type: 'public', text: RULES_TEXT });
  });

  test.each([
    ['white space, which is not canonical', `${RULES_TEXT} `, 'record.content'],
    ['no JSON', '{"rules":', 'record.content'],
    ['no map', '[]', 'record.content'],
    ['a value out of bounds', RULES_TEXT.replace('8000', '0'), 'record.content'],
    ['a field unknown', RULES_TEXT.replace('"amount"', '"amounts"'), 'record.content'],
    ['a member twice', RULES_TEXT.replace('{"amount"', '{"amount":1,"amount"'), 'record.content'],
    ['a section unknown', '{"grounds":{}}', 'record.sections'],
    ['no section', '{}', 'record.sections'],
  ] as const)('content in clear is refused: %s', (_, text, code) => {
    const chain = new RecordChain();
    const content = { type: 'public', text } as const;
    chain.refuse(code, 'record.issue', officer('case-worker'), { type: 'programme-rules', subject: body, content });
  });

  test('refusals change nothing', () => {
    const chain = new RecordChain();
    const registrar = officer('registrar');
    const birth = { type: 'birth-certificate', subject: ada, content: sealedContent('birth', 'ada/civil') } as const;
    chain.refuse('type.unknown', 'record.issue', registrar, { ...birth, type: 'passport' });
    chain.refuse('tx.not-authorised', 'record.issue', officer('rector'), birth);
    chain.refuse('tx.not-authorised', 'record.issue', officer('paramedic'), { ...birth, type: 'medical-record' });
    chain.refuse('subject.wrong-sector', 'record.issue', registrar, { ...birth, subject: subjectOf('ada', 'health') });
    chain.refuse('subject.unknown', 'record.issue', registrar, { ...birth, subject: subjectOf('carol', 'civil') });
    chain.refuse('record.visibility', 'record.issue', registrar, {
      ...birth,
      content: { type: 'public', text: RULES_TEXT },
    });
    chain.refuse('record.visibility', 'record.issue', officer('case-worker'), {
      type: 'programme-rules',
      subject: body,
      content: sealedContent(),
    });
    // ATTACK issuer-seals-to-itself: to her key in another sector, to somebody else's, and to the officer's own.
    for (const key of ['ada/health', 'bob/civil', 'registrar']) {
      const content = sealedContent('birth', key);
      chain.refuse('record.sealed-to', 'record.issue', registrar, { ...birth, content });
    }
    chain.carry('record.issue', registrar, birth);
    chain.refuse('record.not-unique', 'record.issue', registrar, birth);
  });

  test('the salt of an earlier record is refused', () => {
    const chain = new RecordChain();
    const subject = subjectOf('ada', 'health');
    const first = chain.signed('record.issue', officer('doctor'), {
      type: 'medical-record',
      subject,
      content: sealedContent(),
    });
    chain.run(first);
    const { payload } = first;
    const second = chain.signed('record.issue', officer('doctor'), {
      type: 'medical-record',
      subject,
      content: sealedContent('b'),
    });
    const reused = { ...second, payload: { ...second.payload, salt: payload.salt } } as Transaction;
    expect(chain.run(reused)).toEqual({ code: 'record.exists', items: [] });
  });

  test('any agency may issue where the type says so, with a role that it names', () => {
    const open = sampleType('diploma', { name: 'course', issuers: [{ agency: null, roles: ['registrar', 'doctor'] }] });
    const chain = new RecordChain([open]);
    const subject = subjectOf('ada', 'education');
    chain.issue(officer('doctor'), 'course', subject);
    // An agency's own key acts in every role that the members have given to the agency, and in no other.
    chain.issue(asAgency('registry'), 'course', subject);
    chain.refuse('tx.not-authorised', 'record.issue', asAgency('welfare'), {
      type: 'course',
      subject,
      content: sealedContent(),
    });
    chain.refuse('tx.not-authorised', 'record.issue', officer('nurse'), {
      type: 'course',
      subject,
      content: sealedContent(),
    });
  });
});
