/**
 * Presentations and certificates of erasure by the command line, on a real network: a person shows one field of her
 * diploma, whoever gets the file verifies it and is told whether it holds now; what is held is not erased, and what is
 * erased is not shown.
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
/** Nobody answers there. */
const SILENT = ['--node', 'http://127.0.0.1:1'];
/** The exit of what is genuine and not valid now, and of what no node could be asked about. */
const [NOT_VALID, COULD_NOT_ASK] = [8, 9];

let network: TestNetwork;
let annals: CommandLine;
let diploma: string;
let shown: string;
let receipt: string;

beforeAll(async () => {
  network = await TestNetwork.start();
  annals = await CommandLine.of(network, { registry: 0, education: 1 });
  await annals.appoint({ registrar: ['registrar', 'registry'], dean: ['registrar', 'education'] });
  await annals.done('person', 'enrol', 'liis', '--sector', 'education', '--as', 'registrar');
  await network.networkKey();
  const file = annals.write('diploma.json', JSON.stringify(DIPLOMA));
  receipt = join(annals.folder, 'receipt.json');
  const issue = ['record', 'issue', file, '--type', 'diploma', '--subject', 'liis', '--as', 'dean'];
  const issued = await annals.done(...issue, '--receipt', receipt);
  diploma = issued.record;
  shown = join(annals.folder, 'shown.json');
}, 300_000);
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
  const asked = ['verify', shown, '--audience', 'employer.example', '--nonce', 'q-17'];
  const shows = {
    verified: true,
    record: diploma,
    inForce: true,
    fields: [{ path: '/award/qualification', value: 'MSc' }],
    notChecked: [],
  };
  expect(await annals.done(...asked)).toMatchObject({ ...shows, verdict: 'valid-now', notAnswered: [] });
  // Without a node it is said as of when it held, and a program can tell the two apart.
  for (const alone of [SILENT, ['--offline']]) {
    const { exit, json } = await annals.run(...asked, ...alone);
    expect({ exit, json }).toMatchObject({ exit: COULD_NOT_ASK, json: { ...shows, verdict: 'as-of' } });
  }
  expect(await annals.refused(...asked, '--offline', '--max-age', '0m')).toBe('document.too-old');
  expect((await annals.run('verify', shown, '--offline')).json).toMatchObject({ notChecked: ['audience', 'nonce'] });
  expect(await annals.refused('verify', shown, '--audience', 'bank.example')).toBe('presentation.audience');
  annals.write('forged.json', text.replace('\\"MSc\\"', '\\"PhD\\"'));
  expect(await annals.refused('verify', join(annals.folder, 'forged.json'))).toBe('presentation.signature');
  annals.write('broken.json', text.replace('"audience"', '"audiences"'));
  expect(await annals.refused('verify', join(annals.folder, 'broken.json'))).toBe('presentation.malformed');
  expect(await annals.refused(...present('--field', '/award/grade'))).toBe('presentation.field');
}, 120_000);

test('ATTACK stale-document: what is suspended after it was shown is not valid now, and is again when reinstated', async () => {
  const history = join(annals.folder, 'history.json');
  await annals.done(...present('--field', '/award'));
  await annals.done('record', 'history', diploma, '--save', history);
  await annals.done('record', 'suspend', diploma, '--reason', 'under-review', '--as', 'dean');
  expect(await annals.refused('verify', shown)).toBe('document.not-valid');
  const faults = [{ type: 'not-in-force', state: 'suspended' }];
  const nonetheless = await annals.done('verify', shown, '--even-if-not-in-force');
  expect(nonetheless).toMatchObject({ inForce: true, verdict: 'not-valid', faults });
  expect(await annals.run('verify', history)).toMatchObject({
    exit: NOT_VALID,
    json: { verdict: 'not-valid', faults },
  });
  // A receipt stays true; it says beside it what has become of the record.
  expect(await annals.done('verify', receipt)).toMatchObject({
    verified: true,
    record: { verdict: 'not-valid', faults },
  });
  // By the file alone nobody can tell, and nobody is told that it is valid now.
  expect((await annals.run('verify', shown, '--offline')).json).toMatchObject({ verdict: 'as-of' });
  await annals.done('record', 'reinstate', diploma, '--reason', 'found-in-order', '--as', 'dean');
  expect(await annals.done('verify', shown)).toMatchObject({ verdict: 'valid-now' });
}, 300_000);

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
  const verified = await annals.done('verify', certificate, ...SILENT);
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
}, 300_000);
