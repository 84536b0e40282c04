import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { completionScript } from './completion.ts';
import { processEnvironment } from './environment.ts';
import { createProgram } from './program.ts';

const program = createProgram(processEnvironment(), () => {});

/** What bash offers after these words. */
function offered(line: string): readonly string[] {
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=(${line} "")
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_annals
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

test('bash completes commands, and the options of a command', () => {
  expect(offered('annals')).toEqual(expect.arrayContaining(['devnet', 'record', 'access', '--json']));
  expect(offered('annals record')).toEqual(expect.arrayContaining(['issue', 'history', 'open']));
  expect(offered('annals record issue')).toEqual(expect.arrayContaining(['--type', '--subject', '--receipt', '--as']));
  expect(offered('annals record issue file.json')).toEqual(expect.arrayContaining(['--type']));
});

test('zsh takes what bash takes, fish is told each command with its description', () => {
  expect(completionScript(program, 'zsh')).toContain('bashcompinit');
  const fish = completionScript(program, 'fish');
  expect(fish).toContain(`complete -c annals -f -n '__fish_use_subcommand' -a record -d `);
  expect(fish).toMatch(/__fish_seen_subcommand_from record; and __fish_seen_subcommand_from issue' -l type/);
});
