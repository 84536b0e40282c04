import { describe, expect, test } from '@jest/globals';
import { lowestSafe } from './first-vote.ts';

const at = (height: number, isFresh = false) => ({ height, isFresh });

describe('from where a validator without a vote log votes (FAILURES 4)', () => {
  test.each([
    ['a chain that begins', [at(0, true), at(0, true), at(0, true)], 4, 0],
    ['the only validator', [], 1, 0],
    ['it alone has forgotten: it abstains at the height where it may have voted', [at(9), at(9), at(8)], 4, 11],
    ['as many have forgotten as the others can not do without', [at(9), at(9), at(0, true)], 4, 10],
    ['two of seven: the other five decide', [at(9), at(9), at(9), at(9), at(9), at(0, true)], 7, 11],
    ['three of seven', [at(9), at(9), at(9), at(9), at(0, true), at(0, true)], 7, 10],
  ])('%s', (_, standings, validators, expected) => {
    expect(lowestSafe(standings, validators)).toBe(expected);
  });
});
