import { expect, test } from '@jest/globals';
import { parseTime } from './times.ts';

test('days begin in UTC, and times name their zone', () => {
  expect(parseTime('2027-06-30')).toBe(Date.UTC(2027, 5, 30));
  expect(parseTime('2027-06-30T12:00Z')).toBe(Date.UTC(2027, 5, 30, 12));
  expect(parseTime('2027-06-30T12:00:30+03:00')).toBe(Date.UTC(2027, 5, 30, 9, 0, 30));
});

test.each(['2027-02-30', '2027-13-01', '30.6.2027', '2027-06-30T12:00', 'tomorrow', ''])('%p is refused', (text) =>
  expect(() => parseTime(text)).toThrow(expect.objectContaining({ code: 'command.usage' })),
);
