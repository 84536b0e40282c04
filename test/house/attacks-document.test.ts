/**
 * docs/reference/attacks.md names for each attack that once succeeded the tests that carry it out, and code and tests
 * cite it: where it is stopped, and where it is shown.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isTest, ROOT, read, repositoryFiles } from './repository.ts';

const DOCUMENT = 'docs/reference/attacks.md';

const rows = [...read(DOCUMENT).matchAll(/^\| ([a-z][a-z-]*) \| (?!what it was).*$/gm)].map(([line, name = '']) => ({
  name,
  tests: [...line.matchAll(/\]\(\.\.\/\.\.\/([^)]+)\)/g)].map(([, path = '']) => path),
}));

const citations = repositoryFiles()
  .filter((path) => /\.(ts|tsx|mjs|txt)$/.test(path))
  .flatMap((path) =>
    [...read(path).matchAll(/\bATTACK ([a-z][a-z-]*[a-z])/g)].map(([, name = '']) => ({ path, name })),
  );

const citedBy = (name: string) => citations.flatMap((citation) => (citation.name === name ? [citation.path] : []));

describe('attacks that succeeded once', () => {
  test('have a name each', () => {
    const names = rows.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('are defined where they are cited', () => {
    const names = new Set(rows.map(({ name }) => name));
    expect(citations.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  // The table can be empty for a moment of the house's life; every row of it is held to this.
  test('name tests that cite them', () => {
    const wrong = rows.filter(
      ({ name, tests }) =>
        tests.length === 0 || tests.some((path) => !existsSync(join(ROOT, path)) || !citedBy(name).includes(path)),
    );
    expect(wrong).toEqual([]);
  });

  test('are cited where they are stopped', () => {
    const uncited = rows.filter(
      ({ name }) => !citedBy(name).some((path) => path.startsWith('packages/') && !isTest(path)),
    );
    expect(uncited).toEqual([]);
  });
});
