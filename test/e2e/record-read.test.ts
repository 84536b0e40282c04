/** Reading by the command line on real validators: asked, entered, opened, kept, amended; and by the person herself. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandLine } from '../harness/command-line.ts';
import { BIRTH } from '../harness/sample-contents.ts';
import { TestNetwork } from '../harness/test-network.ts';

const WHY = ['--purpose', 'identity-check', '--basis', 'civil-status-act/12'];

let network: TestNetwork;
let annals: CommandLine;
let record: string;

beforeAll(async () => {
  network = await TestNetwork.start();
  annals = await CommandLine.of(network, { registry: 0, welfare: 3 });
  await annals.appoint({ registrar: ['registrar', 'registry'], 'case-worker': ['case-worker', 'welfare'] });
  await annals.done('person', 'enrol', 'mari', '--sector', 'civil', '--as', 'registrar');
  const file = annals.write('birth.json', JSON.stringify(BIRTH));
  // Right after the start the validators may still be making their key: the command waits for it.
  const issue = ['record', 'issue', file, '--type', 'birth-certificate', '--subject', 'mari', '--as', 'registrar'];
  record = (await annals.done(...issue)).record;
}, 300_000);
afterAll(async () => {
  annals?.remove();
  await network?.stop();
});

const read = (...words: readonly string[]) => ['record', 'read', record, '--section', 'identity', ...WHY, ...words];

test('an officer is shown what she asked for, and nobody else has done anything wrong', async () => {
  const answer = await annals.done(...read('--as', 'registrar'));
  expect(answer).toMatchObject({
    result: 'ok',
    items: [{ record, code: 'ok', sections: BIRTH, closed: [] }],
    wrong: [],
    silent: [],
    out: null,
  });
});

test('what she opened is kept in a file that only she reads, and can be amended from there', async () => {
  const out = join(annals.folder, 'read.json');
  await annals.done(...read('--as', 'registrar', '--out', out, '--receipt', join(annals.folder, 'receipt.json')));
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(BIRTH);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(await annals.done('verify', join(annals.folder, 'receipt.json'))).toMatchObject({ verified: true });
  const amended = { identity: { ...BIRTH.identity, placeOfBirth: 'Tallinn' } };
  await annals.done('record', 'amend', record, annals.write('read.json', JSON.stringify(amended)), '--as', 'registrar');
  expect(await annals.done(...read('--as', 'registrar'))).toMatchObject({ items: [{ sections: amended }] });
});

test('who may not read is told so with the exit code of a refusal, and the attempt is entered', async () => {
  expect((await annals.run(...read('--section', 'parents', '--as', 'case-worker'))).exit).toBe(3);
  const { logs } = await annals.done('access', 'log', '--person', 'mari', '--sector', 'civil');
  expect(JSON.stringify(logs)).toContain('access.');
});

test('the agency that issued it cannot open it past the ledger; the person can, and through the ledger as well', async () => {
  expect(await annals.refused('record', 'open', record, '--as', 'registry')).toBe('sidecar.not-entitled');
  const opened = await annals.done('record', 'open', record, '--person', 'mari');
  expect(opened.sections.identity).toMatchObject({ givenNames: 'Mari' });
  const own = ['record', 'read', record, '--section', 'identity', '--purpose', 'own-copy', '--basis', 'gdpr/15'];
  expect(await annals.done(...own, '--person', 'mari')).toMatchObject({
    items: [{ code: 'ok', sections: { identity: { givenNames: 'Mari' } } }],
  });
});
