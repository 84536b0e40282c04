import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { parseKeystore } from '@annals/ledger/keystore';
import { agencyIdOf } from '@annals/ledger/transaction';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  createKeystore,
  type KeystoreContent,
  listKeystores,
  openKeystore,
  readKeystore,
  replaceKeystore,
} from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-keystore-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const secret = new Uint8Array(32).fill(7);
const agency = agencyIdOf(publicKeyOf(secret));
const officer: KeystoreContent = { label: 'doctor-1', kind: 'officer', agency, secret };
const note = new TextEncoder().encode('what the wallet knows');

test('what is created opens with its password and says in clear what it is for', async () => {
  const created = await createKeystore(folder, { ...officer, note }, 'correct horse', 'light');
  expect(created).toMatchObject({ label: 'doctor-1', kind: 'officer', agency, publicKey: publicKeyOf(secret) });
  expect(await openKeystore(folder, 'doctor-1', 'correct horse')).toMatchObject({ secret, note, kind: 'officer' });
  expect(readKeystore(folder, 'doctor-1')).toEqual(created);
  expect(statSync(join(folder, 'doctor-1.json')).mode & 0o777).toBe(0o600);
  const text = readFileSync(join(folder, 'doctor-1.json'), 'utf8');
  expect(text).not.toContain(bytesToHex(secret));
  expect(text).not.toContain(bytesToHex(note));
});

test('a file that asks for too much work, or is none, is refused before any work is done', async () => {
  await createKeystore(folder, officer, 'password', 'light');
  const path = join(folder, 'doctor-1.json');
  const json = JSON.parse(readFileSync(path, 'utf8')) as { kdf: object };
  const texts = [
    '',
    'null',
    '{"version":1}',
    JSON.stringify({ ...json, version: 2 }),
    JSON.stringify({ ...json, extra: 1 }),
    JSON.stringify({ ...json, kdf: { ...json.kdf, n: 2 ** 30 } }),
    JSON.stringify({ ...json, kdf: { ...json.kdf, n: 2 } }),
    JSON.stringify({ ...json, kdf: { ...json.kdf, r: 1_000_000 } }),
    JSON.stringify({ ...json, label: '../doctor-1' }),
    ' '.repeat(300_000),
  ];
  for (const text of texts) {
    expect(() => parseKeystore(text)).toThrow(expect.objectContaining({ code: 'keystore.malformed' }));
  }
  writeFileSync(path, JSON.stringify({ ...json, label: 'other' }));
  expect(() => readKeystore(folder, 'doctor-1')).toThrow(expect.objectContaining({ code: 'keystore.malformed' }));
});

test('a key is never overwritten by a new one, and replaced only on purpose', async () => {
  await createKeystore(folder, officer, 'first', 'light');
  await expect(createKeystore(folder, officer, 'second', 'light')).rejects.toMatchObject({ code: 'keystore.exists' });
  expect((await openKeystore(folder, 'doctor-1', 'first')).secret).toEqual(secret);
  await replaceKeystore(folder, { ...officer, note }, 'second', 'light');
  expect((await openKeystore(folder, 'doctor-1', 'second')).note).toEqual(note);
  expect(listKeystores(folder).map(({ label }) => label)).toEqual(['doctor-1']);
});

test('what is not there is said so, whatever the name', async () => {
  expect(listKeystores(join(folder, 'nowhere'))).toEqual([]);
  for (const label of ['missing', '../secret', 'a/b', '', '.hidden']) {
    await expect(openKeystore(folder, label, 'x')).rejects.toMatchObject({ code: 'keystore.missing' });
  }
});
