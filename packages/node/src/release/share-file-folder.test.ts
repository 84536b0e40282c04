import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ShareFileCipher } from './share-file.ts';
import { ShareFileFolder } from './share-file-folder.ts';

const CHAIN = new Uint8Array(32).fill(1);
const SECRET = new Uint8Array(32).fill(2);
const content = new Uint8Array(40).fill(0x5a);

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'annals-shares-')), 'key-share');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const open = (secret = SECRET, chain = CHAIN) => ShareFileFolder.open(folder, new ShareFileCipher(secret, chain));

describe('the folder of key shares', () => {
  test('gives back what was written, also after it is opened again, and nobody else can read it', async () => {
    const files = await open();
    await files.write({ kind: 'share', epoch: 7 }, content);
    await files.write({ kind: 'ceremony', epoch: 9 }, content);
    expect(await (await open()).read({ kind: 'share', epoch: 7 })).toEqual(Buffer.from(content));
    expect(await (await open()).list()).toEqual(
      expect.arrayContaining([
        { kind: 'share', epoch: 7 },
        { kind: 'ceremony', epoch: 9 },
      ]),
    );
    const bytes = readFileSync(join(folder, 'share-7'));
    expect(bytes.includes(Buffer.from(content.subarray(0, 8)))).toBe(false);
    expect(statSync(join(folder, 'share-7')).mode & 0o077).toBe(0);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(await (await open(new Uint8Array(32).fill(3))).read({ kind: 'share', epoch: 7 })).toBeUndefined();
    expect(await (await open(SECRET, new Uint8Array(32))).read({ kind: 'share', epoch: 7 })).toBeUndefined();
    expect(await files.read({ kind: 'share', epoch: 8 })).toBeUndefined();
  });

  test('a changed file, and one under another name, is not read', async () => {
    const files = await open();
    await files.write({ kind: 'share', epoch: 7 }, content);
    const bytes = readFileSync(join(folder, 'share-7'));
    writeFileSync(join(folder, 'share-8'), bytes);
    expect(await files.read({ kind: 'share', epoch: 8 })).toBeUndefined();
    for (const at of [0, 5, 20, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      writeFileSync(join(folder, 'share-7'), changed);
      expect(await files.read({ kind: 'share', epoch: 7 })).toBeUndefined();
    }
    writeFileSync(join(folder, 'share-7'), bytes.subarray(0, 12));
    expect(await files.read({ kind: 'share', epoch: 7 })).toBeUndefined();
  });

  test('what is destroyed is gone, and destroying it again harms nothing', async () => {
    const files = await open();
    await files.write({ kind: 'ceremony', epoch: 3 }, content);
    await files.destroy({ kind: 'ceremony', epoch: 3 });
    await files.destroy({ kind: 'ceremony', epoch: 3 });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what a killed process left unfinished is destroyed when the folder is opened', async () => {
    await open();
    writeFileSync(join(folder, 'share-4.part'), 'half');
    expect(await (await open()).list()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
