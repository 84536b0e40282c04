/** What is kept beside the chain: all or nothing, there again after a restart, and never believed when it has changed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openKeptValues } from './level-kept-values.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

test('writes and deletes by name, together', async () => {
  const folder = join(temporaryFolder('kept'), 'data', 'notices');
  const kept = await openKeptValues(folder);
  expect([...(await kept.entries())]).toEqual([]);
  await kept.write(new Map([...'ab'].map((name) => [name, bytes(name)])));
  await kept.write(
    new Map([
      ['a', null],
      ['b', bytes('changed')],
      ['ç/subject', bytes('')],
    ]),
  );
  const expected = [
    ['b', bytes('changed')],
    ['ç/subject', bytes('')],
  ];
  expect([...(await kept.entries())]).toEqual(expected);
  await expect(openKeptValues(folder)).rejects.toMatchObject({ code: 'store.locked' });
  await kept.close();
  const again = await openKeptValues(folder);
  expect([...(await again.entries())]).toEqual(expected);
  await again.close();
});

test('bytes that have changed on the disk are damage', async () => {
  const folder = join(temporaryFolder('kept'), 'notices');
  const kept = await openKeptValues(folder);
  await kept.write(new Map([['subscription', bytes('ada@example.org')]]));
  await kept.close();
  // Opened once more, LevelDB writes its log into a table.
  await (await openKeptValues(folder)).close();
  let changed = 0;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const content = readFileSync(path);
    const at = content.indexOf('ada@example.org');
    if (at < 0) continue;
    content[at] = 0x62;
    writeFileSync(path, content);
    changed += 1;
  }
  expect(changed).toBeGreaterThan(0);
  await expect(
    openKeptValues(folder).then(async (opened) => {
      try {
        const text = [...(await opened.entries()).values()].map((value) => Buffer.from(value).toString());
        expect(text).not.toContain('bda@example.org');
        if (text.length === 0) throw Object.assign(new Error('lost'), { code: 'store.damaged' });
      } finally {
        await opened.close();
      }
    }),
  ).rejects.toMatchObject({ code: 'store.damaged' });
});
