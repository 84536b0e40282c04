import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Domain } from '@annals/ledger/crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileCipher, SecretFolder } from './index.ts';

const CHAIN = new Uint8Array(32).fill(1);
const SECRET = new Uint8Array(32).fill(2);
const content = new Uint8Array(40).fill(0x5a);

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'annals-secrets-')), 'secrets');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const open = (secret = SECRET, chain = CHAIN, domain: Domain = 'annals/share-file/v1') =>
  SecretFolder.open(folder, new FileCipher(domain, secret, chain));

describe('a folder of secret files', () => {
  test('gives back what was written, also after it is opened again, and nobody else can read it', async () => {
    const files = await open();
    await files.write('share-7', content);
    await files.write('ceremony-9', content);
    expect(await (await open()).read('share-7')).toEqual(content);
    expect(await (await open()).list()).toEqual(expect.arrayContaining(['share-7', 'ceremony-9']));
    const bytes = readFileSync(join(folder, 'share-7'));
    expect(bytes.includes(Buffer.from(content.subarray(0, 8)))).toBe(false);
    expect(statSync(join(folder, 'share-7')).mode & 0o077).toBe(0);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(await (await open(new Uint8Array(32).fill(3))).read('share-7')).toBeUndefined();
    expect(await (await open(SECRET, new Uint8Array(32))).read('share-7')).toBeUndefined();
    const other = await open(SECRET, CHAIN, 'annals/kept-disclosures/v1');
    expect(await other.read('share-7')).toBeUndefined();
    expect(await files.read('share-8')).toBeUndefined();
  });

  test('a changed file, and one under another name, is not read', async () => {
    const files = await open();
    await files.write('share-7', content);
    const bytes = readFileSync(join(folder, 'share-7'));
    writeFileSync(join(folder, 'share-8'), bytes);
    expect(await files.read('share-8')).toBeUndefined();
    for (const at of [0, 5, 20, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      writeFileSync(join(folder, 'share-7'), changed);
      expect(await files.read('share-7')).toBeUndefined();
    }
    writeFileSync(join(folder, 'share-7'), bytes.subarray(0, 12));
    expect(await files.read('share-7')).toBeUndefined();
  });

  test('what is destroyed is gone, and destroying it again harms nothing', async () => {
    const files = await open();
    await files.write('ceremony-3', content);
    await files.destroy('ceremony-3');
    await files.destroy('ceremony-3');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what a killed process left unfinished is destroyed when the folder is opened', async () => {
    await open();
    writeFileSync(join(folder, 'share-4.part'), 'half');
    expect(await (await open()).list()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
