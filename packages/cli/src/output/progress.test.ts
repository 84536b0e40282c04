import { expect, test } from '@jest/globals';
import type { Environment } from '../environment.ts';
import { startProgress } from './progress.ts';

function watched(isInteractive: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const environment = { nowMs: () => clock.ms, writeError: (text: string) => written.push(text), isInteractive };
  return { written, clock, progress: (quiet = false) => startProgress(environment as unknown as Environment, quiet) };
}

test('what is done within a second needs no progress', () => {
  const { written, clock, progress } = watched(true);
  const shown = progress();
  clock.ms = 900;
  shown.update('Records:', 1, 2);
  shown.end();
  expect(written).toEqual([]);
});

test('what is heard of once and takes long is shown all the same, unless it has ended', async () => {
  const { written, clock, progress } = watched(false);
  const [lasting, ended] = [progress(), progress()];
  clock.ms = 990;
  lasting.update('Making keys');
  ended.update('Something short');
  ended.end();
  expect(written).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(written).toEqual(['Making keys\n']);
});

test('a person sees a bar that is drawn over and taken away', () => {
  const { written, clock, progress } = watched(true);
  const shown = progress();
  clock.ms = 1_500;
  shown.update('Records:', 1, 2);
  shown.update('Records:', 2, 2);
  shown.end();
  expect(written).toEqual([`\r\u001b[2K[${'='.repeat(12)}${' '.repeat(12)}] Records: 1 of 2`, '\r\u001b[2K']);
});

test('a log gets a line every few seconds, a program none', () => {
  const { written, clock, progress } = watched(false);
  const shown = progress();
  for (clock.ms = 0; clock.ms < 12_000; clock.ms += 500) shown.update('Records:', clock.ms);
  shown.end();
  expect(written).toEqual(['Records: 1000\n', 'Records: 6000\n', 'Records: 11000\n']);
  const quiet = progress(true);
  clock.ms = 60_000;
  quiet.update('Records:', 1);
  expect(written).toHaveLength(3);
});
