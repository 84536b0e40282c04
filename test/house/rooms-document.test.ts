/** The documents that list things list all of them: rooms in the architecture, decision records in their index. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT, read, repositoryFiles } from './repository.ts';

/** The rooms that a table of the architecture names, in the section of its heading. */
function roomsOfTable(heading: string): ReadonlySet<string> {
  const [, table = ''] = read('docs/architecture.md').split(`| ${heading} |`, 2);
  const [rows = ''] = table.split('\n\n', 1);
  return new Set(
    rows
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z/-]+)`/g)].map(([, name = '']) => name)),
  );
}

/** The rooms of a package that hold files of the repository. */
function roomsOf(source: string): string[] {
  const files = repositoryFiles();
  return readdirSync(join(ROOT, source), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && files.some((path) => path.startsWith(`${source}/${entry.name}/`)))
    .map(({ name }) => name);
}

describe('the architecture names every room', () => {
  test.each([
    ['room of the ledger', 'packages/ledger/src'],
    ['room of the node', 'packages/node/src'],
  ])('%s', (heading, source) => {
    const named = new Set([...roomsOfTable(heading)].map((name) => name.split('/')[0]));
    expect([...named].sort()).toEqual(roomsOf(source).sort());
  });
});

test('decision records are numbered without gaps, and their index has each by its title', () => {
  const records = repositoryFiles()
    .filter((path) => /^docs\/adr\/\d/.test(path))
    .sort();
  const lines = records.map((path, i) => {
    const [, title] = /^# \d+\. (.*)$/m.exec(read(path)) ?? [];
    const file = path.slice('docs/adr/'.length);
    expect([file.slice(0, 4), read(path).split(' ', 2)[1]]).toEqual([String(i + 1).padStart(4, '0'), `${i + 1}.`]);
    return `${i + 1}. [${title}](${file})`;
  });
  expect(
    read('docs/adr/README.md')
      .split('\n')
      .filter((line) => /^\d/.test(line)),
  ).toEqual(lines);
});
