/**
 * LAW 9: whatever anybody submits is carried out or refused. Any other exception halts every validator, and so does a
 * value that is written and cannot be read again.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeAccessEntry,
  decodeHistoryEntry,
  decodeResult,
  kindOfKey,
  MAX_VALUE_BYTES,
  type StateKey,
  valueShape,
} from '../block/index.ts';
import { decodeShape } from '../codec/index.ts';
import type { Transaction } from '../transaction/index.ts';
import { AnyChain } from './any-transaction.fixture.ts';
import type { BlockEffects } from './index.ts';

const DAY_MS = 86_400_000;

/** Reads all that a block has written as a validator reads it that has just started. */
function readAgain({ state, logs, resultBytes }: BlockEffects): void {
  for (const [key, bytes] of state)
    if (bytes) decodeShape(valueShape(kindOfKey(key as StateKey)), bytes, MAX_VALUE_BYTES);
  for (const { log, entry } of logs) (log.startsWith('access/') ? decodeAccessEntry : decodeHistoryEntry)(entry);
  resultBytes.forEach(decodeResult);
}

/** Which kinds have been carried out, over all runs: a test of refusals alone would miss most of the code. */
const carriedOut = new Map<string, number>();

function run(seed: number, blocks: number): void {
  const chain = new AnyChain(seed);
  for (let i = 0; i < blocks; i++) {
    const drawn = Array.from({ length: 1 + chain.draw.below(6) }, () => chain.any());
    const transactions = drawn.filter((each): each is Transaction => each !== undefined);
    // Now and then everything that waits for a date is due.
    const effects = chain.block(transactions, chain.draw.chance(6) ? 8 * DAY_MS : 1 + chain.draw.below(8_000));
    readAgain(effects);
    chain.learnKeys(effects.state.keys());
    for (const [index, { code }] of effects.results.entries()) {
      const { kind } = (transactions[index] as Transaction).payload;
      if (code === 'ok') carriedOut.set(kind, (carriedOut.get(kind) ?? 0) + 1);
    }
  }
}

describe('whatever is submitted', () => {
  test('LAW 9: is carried out or refused, and what it writes can be read again', () => {
    const seeds = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 40 }), run), { numRuns: 10 });
    expect(carriedOut.size).toBeGreaterThan(12);
  }, 300_000);
});
