/** docs/reference/failures.md names for each failure of other systems the tests that show it, and they do cite it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT, read } from './repository.ts';

const rows = [...read('docs/reference/failures.md').matchAll(/^\| (\d+) \|.*$/gm)].map(([line, number]) => ({
  number: Number(number),
  tests: [...line.matchAll(/\]\(\.\.\/\.\.\/([^)]+)\)/g)].map(([, path = '']) => path),
}));

function citations(path: string): number[] {
  return [...read(path).matchAll(/\bFAILURES (\d+(?:(?:, | and )\d+)*)/g)].flatMap(([, numbers = '']) =>
    numbers.split(/, | and /).map(Number),
  );
}

describe('the table of failures', () => {
  test('has each of the 29 cases once, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 29 }, (_, index) => index + 1));
  });

  test.each(rows)('case $number names tests that cite it', ({ number, tests }) => {
    expect(tests).not.toEqual([]);
    expect(tests.filter((path) => !existsSync(join(ROOT, path)) || !citations(path).includes(number))).toEqual([]);
  });
});
