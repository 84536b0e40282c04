/** What the documents tell a reader to run exists: npm scripts, files of the repository, commands of the CLI. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT, read, repositoryFiles } from './repository.ts';

const documents = repositoryFiles().filter((path) => path.endsWith('.md'));
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Lines of a document's code blocks and its inline code. */
function codeOf(path: string): string[] {
  const text = read(path);
  const blocks = [...text.matchAll(/^```(?:sh|bash|console)?\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const inline = [...text.replace(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].map((line) => line.trim().replace(/^\$ /, ''));
}

const lines = documents.flatMap((path) => codeOf(path).map((line) => ({ path, line })));

/** The lines that begin with the pattern, with its first group. */
function mentioned(pattern: RegExp): { path: string; line: string; name: string }[] {
  return lines.flatMap(({ path, line }) => {
    const name = pattern.exec(line)?.[1];
    return name === undefined ? [] : [{ path, line, name }];
  });
}

/** Names of the subcommands that the CLI lists under the given command. */
const subcommands = new Map<string, Set<string>>();
function subcommandsOf(parents: readonly string[]): Set<string> {
  const key = parents.join(' ');
  let known = subcommands.get(key);
  if (!known) {
    const help = execFileSync(process.execPath, [join(ROOT, 'packages/cli/bin/annals.mjs'), ...parents, '--help'], {
      encoding: 'utf8',
    });
    const [, list = ''] = help.split(/^Commands:\n/m);
    known = new Set([...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name));
    subcommands.set(key, known);
  }
  return known;
}

describe('documents', () => {
  test('the README gives the two commands', () => {
    const commands = codeOf('README.md');
    for (const command of ['npm run devnet', 'npm test'])
      expect(commands.some((line) => line.startsWith(command))).toBe(true);
  });

  test('every npm script that a document names exists', () => {
    expect(mentioned(/^npm run ([a-z:-]+)/).filter(({ name }) => scripts[name] === undefined)).toEqual([]);
  });

  test('every script file that a document runs exists', () => {
    expect(mentioned(/^(?:node|bash|sh) ([\w./-]+)/).filter(({ name }) => !existsSync(join(ROOT, name)))).toEqual([]);
  });

  test('every `annals` command that a document names exists', () => {
    const unknown = mentioned(/^(?:npx |npm run )?annals (?:-- )?([a-z][a-z -]*)/).filter(({ name }) => {
      const parents: string[] = [];
      for (const word of name.trim().split(' ')) {
        const known = subcommandsOf(parents);
        // Below the last subcommand stand arguments.
        if (known.size === 0) return false;
        if (!known.has(word)) return true;
        parents.push(word);
      }
      return false;
    });
    expect(unknown).toEqual([]);
  });
});
