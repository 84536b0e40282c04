import type { AccessEntry } from '@annals/ledger/block';
import { idFromBytes } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import type { Connection } from '../connection/connection.ts';
import { wordsOf } from '../context.ts';
import { problemsOfAuditEvent } from './audit-event-shape.fixture.ts';
import { entriesAsAuditEvents } from './audit-events.ts';
import { entriesAsCsv } from './entries-table.ts';
import type { LoggedEntry } from './trail-window.ts';

const bytes = (size: number, fill: number) => new Uint8Array(size).fill(fill);
const subject = idFromBytes('subject', bytes(20, 1));
const entry: AccessEntry = {
  record: idFromBytes('record', bytes(20, 2)),
  type: 'medical-record',
  version: 1,
  sections: ['general', 'emergency'],
  agency: idFromBytes('agency', bytes(20, 3)),
  officer: idFromBytes('officer', bytes(20, 4)),
  representative: null,
  purpose: 'treatment',
  basis: 'HealthAct/12',
  mode: 'ordinary',
  reason: null,
  outcome: 'granted',
  code: 'ok',
  timeMs: 1_800_000_000_000,
  height: 7,
  transaction: idFromBytes('transaction', bytes(32, 5)),
  disclosed: null,
};
const person = { agency: null, officer: null, representative: idFromBytes('subject', bytes(20, 9)) };
const entries: readonly AccessEntry[] = [
  entry,
  { ...entry, outcome: 'refused', code: 'access.role', purpose: 'a-purpose-of-later' },
  { ...entry, mode: 'emergency', reason: 'unconscious' },
  { ...entry, ...person, mode: 'represented' },
  { ...entry, agency: null, officer: null, mode: 'own' },
  { ...entry, mode: 'hidden', disclosed: { timeMs: 1, height: 9, transaction: entry.transaction } },
];
const logged: readonly LoggedEntry[] = entries.map((each) => ({ sector: 'health', subject, entry: each }));
const connection = { genesis: { name: 'test', agencies: [] } } as unknown as Connection;
const naming = (language: 'en' | 'et') => ({ words: wordsOf(language), connection, types: [] });
const bundle = JSON.parse(entriesAsAuditEvents(naming('en'), 'ab'.repeat(32), logged));

test.each(entries.map(({ mode, outcome }, index) => [mode, outcome, index] as const))(
  'a read %s, %s, is an AuditEvent of FHIR R4',
  (_mode, _outcome, index) => {
    expect(problemsOfAuditEvent(bundle.entry[index].resource)).toEqual([]);
  },
);

test('the bundle is a collection whose entries have addresses of their own', () => {
  expect([bundle.resourceType, bundle.type]).toEqual(['Bundle', 'collection']);
  const [{ fullUrl, resource }] = bundle.entry;
  expect(fullUrl).toMatch(/^urn:annals:(ab){32}:tx1[a-z0-9]+:rec1[a-z0-9]+$/);
  expect(resource.recorded).toBe('2027-01-15T08:00:00.000Z');
});

test('it has what the profile Patient Read of BALP asks for', () => {
  const { type, subtype, action, agent, entity, purposeOfEvent } = bundle.entry[0].resource;
  expect([type.code, subtype[0].code, action]).toEqual(['rest', 'read', 'R']);
  expect(agent.map(({ type: { coding } }: { type: { coding: { code: string }[] } }) => coding[0]?.code)).toEqual([
    'IRCP',
    '110152',
    '110153',
  ]);
  expect(entity.map(({ type: { code } }: { type: { code: string } }) => code)).toEqual(['1', '2', 'XrequestId']);
  expect(purposeOfEvent[0].coding[0].code).toBe('TREAT');
});

test('a refusal says so, and a purpose without a code of HL7 stays in words', () => {
  const { outcome, outcomeDesc, purposeOfEvent } = bundle.entry[1].resource;
  expect(outcome).toBe('4');
  expect(outcomeDesc).toContain('was refused');
  expect(purposeOfEvent).toEqual([{ text: 'a-purpose-of-later' }]);
});

test('the shape finds what is wrong', () => {
  const { recorded: _, ...cut } = bundle.entry[0].resource;
  expect(problemsOfAuditEvent({ ...cut, who: 1 })).toEqual([
    'AuditEvent.who is unknown',
    'AuditEvent.recorded is missing',
  ]);
});

test('the table has a row for each entry, in the language of the page', () => {
  const rows = entriesAsCsv(naming('et'), logged).trim().split('\r\n');
  expect(rows).toHaveLength(entries.length + 1);
  expect(rows[1]).toContain('2027-01-15T08:00:00.000Z,tervis,Lubatud,Tavaline,');
  expect(rows[3]).toContain('Hädaolukorras');
});
