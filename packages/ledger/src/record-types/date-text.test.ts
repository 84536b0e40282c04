import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDateText } from './date-text.ts';

const someTime = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) });

test('days and times are those of the calendar', () => {
  fc.assert(
    fc.property(someTime, fc.integer({ min: -23 * 60, max: 23 * 60 }), (timeMs, offset) => {
      const text = new Date(timeMs).toISOString();
      const day = text.slice(0, 10);
      expect(parseDateText(day)).toEqual({ beginMs: Date.parse(day), endMs: Date.parse(day) + 86_400_000 });
      const pad = (n: number) => String(n).padStart(2, '0');
      const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
      const there = text.replace('Z', zone);
      expect(parseDateText(there)).toEqual({ beginMs: Date.parse(there), endMs: Date.parse(there) });
    }),
  );
});

test.each([
  '',
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-06-31',
  '1900-02-29',
  '26-01-01',
  '2026-01-01T24:00:00Z',
  '2026-01-01T10:00Z',
  '+275760-09-13',
  '2026-01-01T10:00:00',
  ' 2026-01-01',
])('%p is no date', (text) => expect(parseDateText(text)).toBeUndefined());

test('leap days are days', () => {
  for (const day of ['2000-02-29', '2024-02-29', '0000-02-29'])
    expect(parseDateText(day)?.beginMs).toBe(Date.parse(day));
});
