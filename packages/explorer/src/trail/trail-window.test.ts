import type { AccessEntry } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import { type LoggedEntry, NO_FILTER, windowOf } from './trail-window.ts';

const noon = (day: string) => new Date(`${day}T12:00:00`).getTime();
const logged = (day: string, fields: Partial<AccessEntry> = {}, sector = 'health'): LoggedEntry => ({
  sector,
  subject: '00' as SubjectId,
  entry: {
    timeMs: noon(day),
    height: 1,
    outcome: 'granted',
    mode: 'ordinary',
    agency: 'a',
    purpose: 'treatment',
    ...fields,
  } as unknown as AccessEntry,
});
const all = [
  logged('2026-11-01'),
  logged('2026-11-02', { outcome: 'refused', agency: 'b' as never }),
  logged('2026-11-03', { agency: 'b' as never, purpose: 'audit' }),
  logged('2026-11-03', { mode: 'emergency', height: 2 }),
  logged('2026-11-02', { agency: null, mode: 'own' }, 'education'),
];
const shown = (filter: Partial<typeof NO_FILTER>) => windowOf(all, { ...NO_FILTER, ...filter }, 0, 10).entries;

test('without a filter all are shown, the latest first, a part at a time', () => {
  const first = windowOf(all, NO_FILTER, 0, 2);
  expect(first.entries).toEqual([all[3], all[2]]);
  expect([first.matching, first.total]).toEqual([5, 5]);
  expect(windowOf(all, NO_FILTER, 4, 2).entries).toEqual([all[0]]);
});

test('filters narrow together', () => {
  expect(shown({ agency: 'b' })).toHaveLength(2);
  expect(shown({ agency: 'b', outcome: 'refused' })).toEqual([all[1]]);
  expect(shown({ agency: 'a', outcome: 'refused' })).toEqual([]);
  expect(shown({ sector: 'education' })).toEqual([all[4]]);
  expect(shown({ mode: 'emergency', purpose: 'treatment' })).toEqual([all[3]]);
});

test('a period has both its days, by the clock of the reader', () => {
  expect(shown({ from: '2026-11-02', until: '2026-11-02' })).toEqual([all[1], all[4]]);
  expect(shown({ from: '2026-11-03' })).toHaveLength(2);
  expect(shown({ until: '2026-11-01' })).toEqual([all[0]]);
});

test('the chart counts what passes the filters, with the days on which nothing happened', () => {
  const { chart } = windowOf([...all, logged('2026-11-06')], { ...NO_FILTER, sector: 'health' }, 0, 0);
  expect(chart.by).toBe('day');
  expect(chart.counts.map(({ granted, refused, emergency }) => [granted, refused, emergency])).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [1, 0, 1],
    [0, 0, 0],
    [0, 0, 0],
    [1, 0, 0],
  ]);
});

test('a longer time is counted by months, the last two years of it', () => {
  const { chart } = windowOf([logged('2020-01-15'), logged('2026-01-15'), logged('2026-03-15')], NO_FILTER, 0, 0);
  expect(chart.by).toBe('month');
  expect(chart.counts).toHaveLength(24);
  expect(chart.counts.slice(-3).map(({ granted }) => granted)).toEqual([1, 0, 1]);
});

test('choices are what occurs, whatever the filter', () => {
  const { choices } = windowOf(all, { ...NO_FILTER, agency: 'b' }, 0, 0);
  expect(choices.purpose).toEqual(['audit', 'treatment']);
  expect(choices.agency).toEqual(['a', 'b']);
  expect(choices.sector).toEqual(['education', 'health']);
});
