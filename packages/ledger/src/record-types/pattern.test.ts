import { describe, expect, test } from '@jest/globals';
import { patternProblem, repeatedPart } from './pattern.ts';

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

describe('ATTACK costly-declaration: repetitions', () => {
  /** A part of a pattern that notes how often its steps are counted with. */
  function countedPart(ways: number) {
    const counted = { times: 0 };
    const steps = {
      valueOf() {
        counted.times += 1;
        return 1;
      },
    };
    return { part: { ways, least: 1, steps: steps as unknown as number }, counted };
  }

  test.each([1, 2, 10])('of a part with %i ways are counted without going through them', (ways) => {
    const { part, counted } = countedPart(ways);
    repeatedPart(part, { least: 0, most: 256 }, Number.POSITIVE_INFINITY);
    expect(counted.times).toBeGreaterThan(0);
    expect(counted.times).toBeLessThanOrEqual(20);
  });

  test.each([
    [1, 0, 256, Number.POSITIVE_INFINITY],
    [1, 3, 9, 5],
    [1, 4, 9, 2],
    [1, 0, 0, 10],
    [2, 0, 5, Number.POSITIVE_INFINITY],
    [3, 2, 6, 4],
  ])('come to what going through them gives (%i ways, %i to %i times, %d characters)', (ways, least, most, length) => {
    let [all, steps] = [0, 0];
    for (let times = 0; times <= Math.min(most, length); times++) {
      if (times >= least) all += ways ** times;
      if (times < most) steps += 2 * ways ** times;
    }
    expect(repeatedPart({ ways, steps: 2, least: 1 }, { least, most }, length)).toEqual({
      ways: Math.max(all, 1),
      steps: Math.max(steps, 1),
      least,
    });
  });
});
