import { expect, test } from '@jest/globals';
import { afterAwake } from './awake-time.ts';

test('a pause of this process counts for nothing', async () => {
  const { signal } = afterAwake(200);
  for (const untilMs = performance.now() + 500; performance.now() < untilMs; );
  // Whatever has become due meanwhile is done.
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
  expect(signal.aborted).toBe(false);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  expect(signal.aborted).toBe(true);
});

test('what is ended is not aborted any more', async () => {
  const { signal, end } = afterAwake(20);
  end();
  const later = afterAwake(40);
  await new Promise((resolve) => later.signal.addEventListener('abort', resolve));
  expect(signal.aborted).toBe(false);
});
