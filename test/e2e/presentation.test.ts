/**
 * Presentations and certificates of erasure by the command line, on a real network: a person shows one field of her
 * diploma, whoever gets the file verifies it offline; what is held is not erased, and what is erased is not shown.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandLine } from '../harness/command-line.ts';
import { TestNetwork } from '../harness/test-network.ts';

const DIPLOMA = {
  award: {
    holder: 'Liis Tamm',
    institution: 'University of Tartu',
    qualification: 'MSc',
    field: 'Law',
    level: 7,
    awardedOn: '2026-06-20',
  },
};
/** Nobody answers there: what succeeds asks no node. */
const OFFLINE = ['--node', 'http://127.0.0.1:1'];

let network: TestNetwork;
let annals: CommandLine;
let diploma: string;
let shown: string;

beforeAll(async () => {
  network = await TestNetwork.start();
  annals = await CommandLine.of(network, { registry: 0, education: 1 });
  for (const [officer, agency] of [
    ['registrar', 'registry'],
    ['dean', 'education'],
  ] as const) {
    await annals.done('keys', 'create', officer, '--agency', agency);
    await annals.done('officer', 'appoint', officer, '--role', 'registrar', '--as', agency);
  }
  await annals.done('person', 'enrol', 'liis', '--sector', 'education', '--as', 'registrar');
  await network.networkKey();
  const file = annals.write('diploma.json', JSON.stringify(DIPLOMA));
  const issued = await annals.done('record', 'issue', file, '--type', 'diploma', '--subject', 'liis', '--as', 'dean');
  diploma = issued.record;
  shown = join(annals.folder, 'shown.json');
}, 120_000);
afterAll(async () => {
  annals?.remove();
  await network?.stop();
});

const present = (...words: readonly string[]) =>
  ['present', diploma, '--person', 'liis', '--for', 'employer.example', '--out', shown, ...words] as const;

test('she shows one field, and whoever has the genesis document sees that, and no other', async () => {
  const made = await annals.done(...present('--field', '/award/qualification', '--nonce', 'q-17'));
  expect(made).toMatchObject({ inForce: true, fields: [{ path: '/award/qualification', value: 'MSc' }] });
  const text = readFileSync(shown, 'utf8');
  expect(text).not.toMatch(/Liis|Tartu|Law/);
  const asked = ['verify', shown, ...OFFLINE, '--audience', 'employer.example', '--nonce', 'q-17'];
  expect(await annals.done(...asked)).toMatchObject({
    verified: true,
    record: diploma,
    inForce: true,
    fields: [{ path: '/award/qualification', value: 'MSc' }],
    notChecked: [],
  });
  expect(await annals.done('verify', shown, ...OFFLINE)).toMatchObject({ notChecked: ['audience', 'nonce'] });
  expect(await annals.refused('verify', shown, ...OFFLINE, '--audience', 'bank.example')).toBe('presentation.audience');
  annals.write('forged.json', text.replace('\\"MSc\\"', '\\"PhD\\"'));
  expect(await annals.refused('verify', join(annals.folder, 'forged.json'), ...OFFLINE)).toBe('presentation.signature');
  annals.write('broken.json', text.replace('"audience"', '"audiences"'));
  expect(await annals.refused('verify', join(annals.folder, 'broken.json'), ...OFFLINE)).toBe('presentation.malformed');
  expect(await annals.refused(...present('--field', '/award/grade'))).toBe('presentation.field');
});

test('of a diploma that is revoked she can still show what was issued, and the verifier is warned', async () => {
  await annals.done('record', 'suspend', diploma, '--reason', 'under-review', '--as', 'dean');
  expect(await annals.done(...present('--field', '/award'))).toMatchObject({ inForce: false, state: 'suspended' });
  expect(await annals.refused('verify', shown, ...OFFLINE)).toBe('presentation.not-in-force');
  expect(await annals.done('verify', shown, ...OFFLINE, '--even-if-not-in-force')).toMatchObject({ inForce: false });
  await annals.done('record', 'reinstate', diploma, '--reason', 'found-in-order', '--as', 'dean');
});

test('a hold stops the erasure; the certificate is a file that verifies offline; nothing is shown any more', async () => {
  await annals.done('record', 'hold', diploma, '--basis', 'court/2026-17', '--as', 'dean');
  expect(await annals.refused('record', 'erase', diploma, '--basis', 'gdpr/17', '--as', 'dean')).toBe('record.held');
  expect(await annals.done('record', 'erasure', diploma)).toMatchObject({
    erasure: null,
    holds: [{ basis: 'court/2026-17' }],
  });
  await annals.done('record', 'release-hold', diploma, '--as', 'dean');
  await annals.done('record', 'erase', diploma, '--basis', 'gdpr/17', '--as', 'dean');
  await network.until('every holder has confirmed', async () => {
    const { unconfirmed } = await annals.done('record', 'erasure', diploma);
    return unconfirmed.length === 0;
  });
  const certificate = join(annals.folder, 'certificate.json');
  await annals.done('record', 'erasure', diploma, '--save', certificate);
  const verified = await annals.done('verify', certificate, ...OFFLINE);
  expect(verified).toMatchObject({ record: diploma, unconfirmed: [], erasure: { basis: 'gdpr/17', sidecars: 1 } });
  expect(await annals.refused('record', 'confirm-erasure', diploma, '--as', 'education')).toBe('erasure.confirmed');
  expect(await annals.refused(...present('--field', '/award'))).toBe('record.erased');
  expect(await annals.refused('record', 'open', diploma, '--person', 'liis')).toBe('record.erased');
  const { history } = await annals.done('record', 'history', diploma);
  expect(history.map(({ change }: { change: string }) => change)).toEqual([
    'issued',
    'transitioned',
    'transitioned',
    'held',
    'released',
    'erased',
  ]);
}, 60_000);
