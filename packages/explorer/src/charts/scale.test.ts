import { expect, test } from '@jest/globals';
import { ticksFor } from './scale.ts';

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [4, [0, 1, 2, 3, 4]],
  [7, [0, 2, 4, 6, 8]],
  [100, [0, 50, 100]],
  [23_456, [0, 10_000, 20_000, 30_000]],
])('a highest bar of %i stands under %j', (highest, ticks) => expect(ticksFor(highest)).toEqual(ticks));
