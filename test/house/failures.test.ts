/** Every failure that real BFT systems had, 1 to 29, has a test that cites it (`FAILURES 7`). */
import { expect, test } from '@jest/globals';
import { isTest, read, repositoryFiles } from './repository.ts';

const CASES = Array.from({ length: 29 }, (_, index) => index + 1);

/** Tests, the scripts they replay, and what they share. */
const testFiles = repositoryFiles().filter(
  (path) =>
    !path.startsWith('test/house/') && (isTest(path) || path.startsWith('test/') || /\/(testing|golden)\//.test(path)),
);

const cited = new Set(
  testFiles.flatMap((path) =>
    [...read(path).matchAll(/\bFAILURES (\d+(?:(?:, | and )\d+)*)/g)].flatMap(([, numbers = '']) =>
      numbers.split(/, | and /).map(Number),
    ),
  ),
);

test.each(CASES)('FAILURES %i is cited by a test', (number) => {
  expect([...cited]).toContain(number);
});
