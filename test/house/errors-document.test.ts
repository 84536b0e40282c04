/** The error catalogue and its reference document say the same, and every code is fit to be API. */
import { CATALOGUE } from '@annals/ledger/errors';
import { describe, expect, test } from '@jest/globals';
import { renderErrors } from '../../scripts/render-errors.ts';
import { read } from './repository.ts';

const entries = Object.entries(CATALOGUE);

describe('error reference', () => {
  test('docs/reference/errors.md is what `npm run errors` writes', () => {
    expect(read('docs/reference/errors.md')).toBe(renderErrors(CATALOGUE));
  });

  test.each(entries)(
    '%s has a row with HTTP status, exit code, meaning and remedy',
    (code, { http, exit, title, remedy }) => {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
      expect(http).toBeGreaterThanOrEqual(400);
      expect(http).toBeLessThan(600);
      expect([2, 3, 4, 5, 6, 7, 8]).toContain(exit);
      for (const sentence of [title, remedy]) expect(sentence).toMatch(/^[A-Z`].*\.$/s);
    },
  );
});
