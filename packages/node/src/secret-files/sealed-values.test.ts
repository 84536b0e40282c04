/** Kept values that are encrypted: the same by name for this node, and nothing to read on the disk for anybody else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { openKeptValues } from '../store/index.ts';
import type { KeptValues } from '../store/store.ts';
import { temporaryFolder } from '../store/testing/temporary-folder.ts';
import { FileCipher, sealedValues } from './index.ts';

const CHAIN = new Uint8Array(32).fill(1);
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const NAME = 'subscription/0123456789abcdef';

let folder: string;
beforeEach(() => {
  folder = join(temporaryFolder('sealed'), 'notices');
});

async function within<T>(act: (kept: KeptValues, plain: KeptValues) => Promise<T>, secret = 2): Promise<T> {
  const plain = await openKeptValues(folder);
  const cipher = new FileCipher('annals/kept-notices/v1', new Uint8Array(32).fill(secret), CHAIN);
  const kept = sealedValues(plain, cipher);
  try {
    return await act(kept, plain);
  } finally {
    await kept.close();
  }
}
const entriesOf = async (kept: KeptValues) => [...(await kept.entries())];

test('are written, replaced and deleted by name, and there again after a restart', async () => {
  await within(async (kept) => {
    await kept.write(new Map([NAME, 'cursor', 'gone'].map((name) => [name, bytes(name)])));
    await kept.write(
      new Map([
        ['gone', null],
        [NAME, bytes('changed')],
      ]),
    );
  });
  expect(new Map(await within(entriesOf))).toEqual(
    new Map([
      [NAME, bytes('changed')],
      ['cursor', bytes('cursor')],
    ]),
  );
});

test('no file says what they are, nor of whom', async () => {
  await within((kept) => kept.write(new Map([[NAME, bytes('ada@example.org')]])));
  // Opened once more, LevelDB writes its log into a table.
  await within(entriesOf);
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name));
    for (const secret of ['ada@example', 'subscription', '0123456789abcdef']) {
      expect(content.includes(secret)).toBe(false);
    }
  }
});

test('of another node, put under another name, or written in clear, they are damage', async () => {
  await within((kept) => kept.write(new Map(['a', 'b'].map((name) => [name, bytes(name)]))));
  await expect(within(entriesOf, 3)).rejects.toMatchObject({ code: 'store.damaged' });
  await within(async (kept, plain) => {
    const [[, first], [second]] = (await entriesOf(plain)) as [[string, Uint8Array], [string, Uint8Array]];
    await plain.write(new Map([[second, first]]));
    await expect(kept.entries()).rejects.toMatchObject({ code: 'store.damaged' });
    await plain.write(new Map([[second, null]]));
    expect(await entriesOf(kept)).toHaveLength(1);
    await plain.write(new Map([['cursor', bytes('clear')]]));
    await expect(kept.entries()).rejects.toMatchObject({ code: 'store.damaged' });
  });
});
