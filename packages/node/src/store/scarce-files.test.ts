/** Descriptors that run out: tried again while they may come back, and told as they are when they do not. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AnnalsError } from '@annals/ledger/errors';
import { expect, test } from '@jest/globals';
import { isScarcity, standingStillWhileScarce, whileScarce } from './scarce-files.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const PROGRAM = fileURLToPath(new URL('./testing/scarce-process.ts', import.meta.url));

const scarce = () => Object.assign(new Error('open'), { code: 'EMFILE' });

/** Fails so often before it succeeds. */
function failing(times: number, error: () => Error) {
  let left = times;
  return () => {
    left -= 1;
    if (left >= 0) throw error();
    return 'opened';
  };
}

test.each([
  ['EMFILE', scarce(), true],
  ['ENFILE', Object.assign(new Error('x'), { code: 'ENFILE' }), true],
  [
    'as LevelDB says it',
    new Error('failed', { cause: new Error('IO error: a/000007.log: Too many open files') }),
    true,
  ],
  ['a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), false],
  ['damage', new AnnalsError('store.damaged', 'a checksum'), false],
  ['nothing', undefined, false],
])('scarcity is told from other failures: %s', (_what, error, expected) => expect(isScarcity(error)).toBe(expected));

test('ATTACK descriptors-used-up: what opens a file is tried again until there is a descriptor', async () => {
  const open = failing(3, scarce);
  await expect(whileScarce(async () => open())).resolves.toBe('opened');
  expect(standingStillWhileScarce(failing(3, scarce))).toBe('opened');
});

test('other failures are told at once, and scarcity that lasts in the end', async () => {
  const full = failing(1, () => Object.assign(new Error('write'), { code: 'ENOSPC' }));
  await expect(whileScarce(async () => full())).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(() => standingStillWhileScarce(failing(Number.POSITIVE_INFINITY, scarce))).toThrow('open');
});

// On Linux a process can be given few descriptors from outside.
const testWithFewDescriptors = existsSync('/proc/self/limits') ? test : test.skip;

testWithFewDescriptors('ATTACK descriptors-used-up: a store and a vote log go on when descriptors come back', () => {
  const script = 'ulimit -n 64; exec "$0" --no-warnings "$1" "$2"';
  const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, PROGRAM, temporaryFolder('scarce')], {
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
    timeout: 25_000,
  });
  expect(`${stdout}${stderr}`).toBe('all is there\n');
});
