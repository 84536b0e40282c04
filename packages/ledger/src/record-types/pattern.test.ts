import { describe, expect, test } from '@jest/globals';
import { patternProblem } from './pattern.ts';

describe('patterns of declared schemas', () => {
  test.each([
    '^[A-Z]{3}$',
    '^[0-9]{4}-(0[1-9]|1[0-2])$',
    '^[A-Z][0-9]{2}(\\.[0-9]{1,4})?$',
    '^(?:[a-z]{1,8}-){0,3}x$',
    '^[^\\]\\\\]{1,64}$',
    '^[\\w.-]{1,64}$',
    '^出生(證明書|登記)$',
    '^\\$\\{x\\}$',
  ])('allows %s', (pattern) => {
    expect(patternProblem(pattern)).toBeNull();
  });

  test.each([
    ['[A-Z]{3}', 'begin with'],
    ['^[A-Z]{3}', 'end with'],
    ['^a\\$', 'end with'],
    ['^a|b$', 'alternative outside'],
    ['^(a|b$', 'no regular expression'],
    ['^a)$', 'no regular expression'],
    ['^(a+)+$', 'repeats with +'],
    ['^a*$', 'repeats with *'],
    ['^[a]*$', 'repeats with *'],
    ['^a{2,}$', 'without an upper bound'],
    ['^a{0,9999}$', 'more than 256'],
    ['^a{1,3}?$', 'lazy'],
    ['^(?=a)a$', 'ahead or behind'],
    ['^(?<name>a)$', 'ahead or behind'],
    ['^(a)\\1$', 'escape'],
    ['^\\p{L}{1,9}$', 'escape'],
    ['^\\s$', 'escape'],
    ['^a^b$', '^'],
    ['^a$b$', '$'],
    ['^a{1,100}a{1,100}a{1,100}$', 'more than 10000 ways'],
    ['^(a{0,9}){0,9}$', 'more than 10000 ways'],
    [`^${'a'.repeat(300)}$`, 'longer'],
  ])('refuses %s', (pattern, because) => {
    expect(patternProblem(pattern)).toContain(because);
  });

  test('a pattern that is allowed is quick on a text made to be slow', () => {
    // 256 * 39 ways; unbounded repetitions would take longer than the universe on this text.
    const pattern = '^(?:[ab]{0,12}[ab]{0,12}[ab]{0,12}){1,1}c$';
    expect(patternProblem(pattern)).toBeNull();
    expect(new RegExp(pattern, 'u').test('ab'.repeat(7_500))).toBe(false);
  });
});
