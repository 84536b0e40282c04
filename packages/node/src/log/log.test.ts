import { expect, test } from '@jest/globals';
import { silentLog } from '../log.ts';
import { createLog } from './index.ts';

function linesOf(level: 'debug' | 'info' | 'warn' | 'silent') {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ level, name: 'validator-1', destination });
  log.debug({ height: 1 }, 'Debug.');
  log.child({ room: 'network' }).warn({ error: new Error('broken'), peer: 'a' }, 'Warn.');
  return lines;
}

test('a log writes lines from its level on, with its name and the fields of its child', () => {
  const [debug, warn] = linesOf('debug');
  expect(debug).toMatchObject({ name: 'validator-1', height: 1, msg: 'Debug.' });
  expect(warn).toMatchObject({ name: 'validator-1', room: 'network', peer: 'a', error: { message: 'broken' } });
  expect(linesOf('info')).toHaveLength(1);
  expect(linesOf('silent')).toEqual([]);
});

test('a silent log takes everything and keeps nothing', () => {
  expect(silentLog.child({ room: 'network' })).toBe(silentLog);
  expect(silentLog.error({}, 'Error.')).toBeUndefined();
});
