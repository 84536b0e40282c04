import type { AccessEntry } from '@annals/ledger/block';
import { expect, test } from '@jest/globals';
import { filterTrail, NO_FILTER, valuesOf } from './trail-filter.ts';

const entry = (outcome: string, agency: string, purpose: string) =>
  ({ outcome, agency, purpose }) as unknown as AccessEntry;
const entries = [
  entry('granted', 'a', 'treatment'),
  entry('refused', 'b', 'treatment'),
  entry('granted', 'b', 'audit'),
];

test('without a filter all are shown, the latest first', () => {
  expect(filterTrail(entries, NO_FILTER)).toEqual(entries.toReversed());
});

test('filters narrow together', () => {
  expect(filterTrail(entries, { ...NO_FILTER, agency: 'b' })).toHaveLength(2);
  expect(filterTrail(entries, { agency: 'b', outcome: 'granted', purpose: '' })).toEqual([entries[2]]);
  expect(filterTrail(entries, { agency: 'a', outcome: 'refused', purpose: '' })).toEqual([]);
});

test('choices are what occurs', () => expect(valuesOf(entries, 'purpose')).toEqual(['audit', 'treatment']));
