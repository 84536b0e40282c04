import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { type TestHome, testHome } from './environment.fixture.ts';
import { processEnvironment } from './environment.ts';
import { createProgram } from './program.ts';

let home: TestHome;
beforeEach(() => {
  home = testHome();
});
afterEach(() => home.remove());

function leaves(command: Command, words: readonly string[] = []): (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[words.join(' '), command]];
  return command.commands.flatMap((each) => leaves(each, [...words, each.name()]));
}

describe('help', () => {
  const program = createProgram(processEnvironment(), () => {});

  test('every command says what it does and what it takes', async () => {
    for (const [words] of leaves(program)) {
      const { exit, out } = await home.run('help', ...words.split(' '));
      expect(exit).toBe(0);
      // The options that all commands take are shown once, in the snapshot of the whole.
      expect(out.replace(/\nGlobal Options:[\s\S]*?(?=\n\nExamples|$)/, '')).toMatchSnapshot(words);
    }
  });

  test('the program lists its commands', async () => {
    expect((await home.run('--help')).out).toMatchSnapshot();
  });

  test('every example names a command that there is, with options that it has', () => {
    const known = new Map(leaves(program));
    const globals = program.options.map(({ long }) => long);
    for (const [words, command] of known) {
      let text = '';
      command
        .configureOutput({
          writeOut: (part) => {
            text += part;
          },
        })
        .outputHelp();
      for (const line of text.split('\nExamples:\n')[1]?.split('\n') ?? []) {
        for (const [, used = ''] of line.matchAll(/(?:^| |\()annals ((?:[^|>'"]|'[^']*'|"[^"]*")*)/g)) {
          const name = [...known.keys()].filter((each) => `${used} `.startsWith(`${each} `)).at(0);
          expect([words, used, name]).toEqual([words, used, expect.any(String)]);
          const options = [...(known.get(name ?? '')?.options ?? []).map(({ long }) => long), ...globals];
          for (const [option] of used.matchAll(/--[a-z-]+/g))
            expect([used, options]).toEqual([used, expect.arrayContaining([option])]);
        }
      }
    }
  });
});

describe('exit codes', () => {
  test.each([
    [['nosuch'], 2],
    [['record', 'nosuch'], 2],
    [['record', 'issue', 'file.json'], 2],
    [['devnet', '--validators', '11'], 2],
    [['devnet', '--validators', 'four'], 2],
    [['completion', 'tcsh'], 2],
    [['help', 'record', 'nosuch'], 2],
    [['--version'], 0],
    [['record', '--help'], 0],
    [['status'], 2],
    [['status', '--node', 'http://127.0.0.1:1'], 5],
    [['keys', 'show', 'nobody'], 7],
    [['verify', 'missing.json'], 2],
  ] as const)('%p ends with %i', async (argv, exit) => {
    expect((await home.run(...argv)).exit).toBe(exit);
  });

  test('a file that proves nothing, and one that is no genesis document, are called that', async () => {
    writeFileSync(join(home.folder, 'birth.json'), '{"identity":{}}');
    expect((await home.run('verify', 'birth.json')).error).toContain('birth.json is nothing that proves: no receipt,');
    const { exit, error } = await home.run('genesis', 'show', 'birth.json');
    expect(exit).not.toBe(0);
    expect(error).toContain('birth.json is no genesis document: ');
  });

  test('errors go to standard error, as JSON for programs', async () => {
    const { out, error } = await home.run('status', '--node', 'http://127.0.0.1:1', '--json');
    expect(out).toBe('');
    expect(JSON.parse(error)).toMatchObject({ error: { code: 'node.unreachable' } });
  });

  test('without a terminal nobody is asked for a password', async () => {
    const { error } = await home.run('context', 'show');
    expect(error).toContain('Code: command.context');
  });
});

test('keys are made, listed and shown, and never overwritten', async () => {
  home.lightKeys();
  const made = await home.run('keys', 'create', 'land-board', '--kind', 'agency', '--json');
  const { agency, publicKey } = JSON.parse(made.out) as { agency: string; publicKey: string };
  expect(agency).toMatch(/^agc1/);
  expect((await home.run('keys', 'create', 'clerk', '--agency', 'land-board')).exit).toBe(0);
  expect((await home.run('keys', 'list')).out).toBe(
    'KEY         KIND     ACTS FOR\nclerk       officer  land-board\nland-board  agency   land-board\n',
  );
  expect((await home.run('keys', 'export-public', 'land-board')).out).toBe(`${publicKey}\n`);
  expect(await home.run('keys', 'create', 'clerk', '--agency', 'land-board')).toMatchObject({ exit: 7, out: '' });
  expect((await home.run('keys', 'create', 'other')).error).toContain('--agency');
});

test('a new node says what comes next, and when nobody could dial it', async () => {
  home.lightKeys();
  await home.run('keys', 'create', 'registry', '--kind', 'agency');
  const init = (folder: string, ...more: string[]) => home.run('init', folder, '--agency-key', 'registry', ...more);
  const unreachable = await init('first');
  expect(unreachable.out).toContain('Nobody can reach /ip4/0.0.0.0/tcp/4001');
  expect(unreachable.out).toContain('annals validator add');
  const reachable = await init('second', '--address', '/dns4/annals.example/tcp/4001');
  expect([reachable.exit, reachable.out.includes('Nobody can reach')]).toEqual([0, false]);
  expect((await init('third', '--observer')).out).toContain('`observers`');
});

test('four agencies that share nothing come to share a genesis document', async () => {
  home.lightKeys();
  const seats: string[] = [];
  for (const [index, agency] of ['registry', 'education'].entries()) {
    await home.run('keys', 'create', agency, '--kind', 'agency');
    const made = await home.run(
      'init',
      agency,
      '--agency-key',
      agency,
      '--name',
      `en=The ${agency}`,
      '--listen',
      `/ip4/127.0.0.1/tcp/${4001 + index}`,
      '--json',
    );
    seats.push((JSON.parse(made.out) as { seat: string }).seat);
  }
  expect((await home.run('init', 'registry', '--agency-key', 'registry')).error).toContain(
    'there is a node in this folder',
  );
  const created = await home.run('genesis', 'create', ...seats, '--name', 'Two agencies', '--json');
  const { chain } = JSON.parse(created.out) as { chain: string };
  expect(chain).toMatch(/^[0-9a-f]{64}$/);
  const checked = await home.run('genesis', 'check', 'genesis.json');
  expect(checked).toMatchObject({ exit: 0, error: '' });
  expect(checked.out).toContain(chain);
  expect(checked.out).toContain('The education');
  expect((await home.run('genesis', 'create', ...seats, '--name', 'Again')).error).toContain('never overwritten');
  expect((await home.run('genesis', 'create', ...seats, '--name', 'x', '--out', 'y.json', '--sample-types')).exit).toBe(
    2,
  );
});
