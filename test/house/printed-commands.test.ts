/** What the explorer prints to be typed is whole: the program takes each command as it stands, with a name for the wallet. */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptCommand, objectCommand, placeholder, readCommand, restrictCommand } from '@annals/explorer/commands';
import { newObjectId, subjectIdOf } from '@annals/ledger/transaction';
import { expect, test } from '@jest/globals';
import { ROOT } from './repository.ts';

const PROGRAM = join(ROOT, 'packages/cli/bin/annals.mjs');
const KEY = new Uint8Array(33).fill(2);
const SALT = new Uint8Array(16);
const record = newObjectId('record', KEY, SALT);
const mandate = newObjectId('mandate', KEY, SALT);
const subject = subjectIdOf('health', KEY);
const SECTIONS = placeholder('general | emergency');
const WALLET = placeholder('name of your wallet');

/** What the program says that runs in an empty folder. */
function saidOf(command: string): string {
  const home = mkdtempSync(join(tmpdir(), 'annals-printed-'));
  try {
    const [name, ...words] = command.replace(WALLET, 'liis').replace(SECTIONS, 'general').split(' ');
    expect(name).toBe('annals');
    const env = { ...process.env, NODE_OPTIONS: '', ANNALS_HOME: home, ANNALS_PASSWORD: 'of a test' };
    const ran = spawnSync(process.execPath, ['--no-warnings', PROGRAM, ...words], { env, encoding: 'utf8' });
    return ran.stderr;
  } finally {
    rmSync(home, { recursive: true });
  }
}

test.each([
  ['an objection', objectCommand(WALLET, 'health')],
  ['taking a mandate on', acceptCommand(WALLET, 'health', mandate)],
  ['declining it', acceptCommand(WALLET, 'health', mandate).replace('accept', 'decline')],
  ['a restriction', restrictCommand(WALLET, 'health', record, null)],
  ['a restriction for somebody else', restrictCommand(WALLET, 'health', record, subject)],
  ['a read for somebody else', readCommand(WALLET, record, ['general'])],
  ['a read where it has several sections', readCommand(WALLET, record, ['general', 'emergency'])],
])('%s is taken as it is printed', (_, command) => {
  // It got as far as looking for what it works with, of which there is nothing here.
  expect(saidOf(command)).toMatch(/Code: (command\.context|keystore\.missing)/);
});

test.each([
  'annals person object',
  'annals mandate accept mdt1',
  'annals access restrict --record rec1',
  'annals record read rec1',
])('%s is not taken', (command) => {
  expect(saidOf(command)).toMatch(/^error: (missing required argument|required option)/);
});

test('the page prints no command that is put together elsewhere', () => {
  const folder = join(ROOT, 'packages/explorer/src');
  const found = globSync('**/*.{ts,tsx}', { cwd: folder })
    .filter((path) => path !== 'commands.ts' && !path.includes('.test.'))
    .filter((path) => /annals [a-z]+ [a-z-]+/.test(readFileSync(join(folder, path), 'utf8')));
  expect(found).toEqual([]);
});
