import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { publicKeyOf } from '../crypto/index.ts';
import { agencyIdOf } from '../transaction/index.ts';
import { formatKeystore, type KeystoreContent, parseKeystore, sealKeystore, unsealKeystore } from './index.ts';

const secret = new Uint8Array(32).fill(7);
const agency = agencyIdOf(publicKeyOf(secret));
const officer: KeystoreContent = { label: 'doctor-1', kind: 'officer', agency, secret };
/** As an earlier release made it, for the same officer, with an empty password. */
const SEALED_WITH_NOTHING =
  '{"version":1,"label":"doctor-1","kind":"officer","agency":"agc1c2arfegezj0uf925yqp8pqnaeqhnw0wutm2u4u","publicKey":"02989c0b76cb563971fdc9bef31ec06c3560f3249d6ee9e5d83c57625596e05f6f","kdf":{"name":"scrypt","n":4096,"r":8,"p":1,"salt":"1c699b32134bff65f99a0f624a4b325ad3213a14c1463aca7bb46c40b5a8fcf2"},"cipher":"aes-256-gcm","nonce":"9de0f4327e52512ed455be8f","sealed":"eafc7c26baf35be992407b37d9df941552ded81fd2f8a918f11df980d916716872177e479bf1229e7ba7eb4fbffae5a7842b53c79c68daa6e065d18a88cb4cfb"}';
const note = new TextEncoder().encode('what the wallet knows');

test('passwords, secrets and notes of any kind come back; another password opens nothing', async () => {
  const nonZero = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => (bytes[0] ?? 0) % 255 !== 0);
  const run = fc.asyncProperty(
    nonZero,
    fc.string().map((text) => `a${text}`),
    fc.string(),
    fc.uint8Array({ maxLength: 300 }),
    async (key, password, other, bytes) => {
      const sealed = await sealKeystore({ ...officer, secret: key, note: bytes }, password, 'light');
      expect(await unsealKeystore(sealed, password)).toEqual({ secret: key, note: bytes });
      if (other.normalize('NFKC') === password.normalize('NFKC')) return;
      await expect(unsealKeystore(sealed, other)).rejects.toMatchObject({ code: 'keystore.password' });
    },
  );
  await fc.assert(run, { numRuns: 25 });
});

test('a composed and a decomposed letter are one password', async () => {
  const sealed = await sealKeystore(officer, 'p\u00e4rn', 'light');
  expect((await unsealKeystore(sealed, 'pa\u0308rn')).secret).toEqual(secret);
});

test('whatever is changed in the file, it does not open', async () => {
  const sealed = await sealKeystore({ ...officer, note }, 'password', 'light');
  const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
  const changed = [
    { ...sealed, label: 'doctor-2' },
    { ...sealed, kind: 'agency' as const },
    { ...sealed, agency: null },
    { ...sealed, publicKey: flip(sealed.publicKey, 5) },
    { ...sealed, nonce: flip(sealed.nonce, 0) },
    { ...sealed, kdf: { ...sealed.kdf, salt: flip(sealed.kdf.salt, 31) } },
    { ...sealed, kdf: { ...sealed.kdf, n: sealed.kdf.n * 2 } },
    ...[0, 40, sealed.sealed.length - 1].map((at) => ({ ...sealed, sealed: flip(sealed.sealed, at) })),
    { ...sealed, sealed: sealed.sealed.subarray(1) },
    { ...sealed, sealed: sealed.sealed.subarray(0, 16) },
  ];
  for (const keystore of changed) {
    await expect(unsealKeystore(keystore, 'password')).rejects.toMatchObject({ code: 'keystore.password' });
  }
});

test.each([
  ['nothing', ''],
  ['blanks', ' \t\n'],
  ['blanks of other alphabets', '\u00a0\u3000\u2003'],
  ['characters that cannot be seen', '\u200b\u200d\ufeff\u0000'],
])('ATTACK empty-password: under %s nothing is sealed', async (_, password) => {
  await expect(sealKeystore(officer, password, 'light')).rejects.toMatchObject({ code: 'keystore.no-password' });
});

test('a file that was made with an empty password still opens', async () => {
  const sealed = parseKeystore(SEALED_WITH_NOTHING);
  expect((await unsealKeystore(sealed, '')).secret).toEqual(secret);
});

test('a secret that is no key is not sealed', async () => {
  await expect(sealKeystore({ ...officer, secret: new Uint8Array(32) }, 'x', 'light')).rejects.toMatchObject({
    code: 'key.malformed',
  });
});

test('a wallet holds entropy of any length that a phrase can have, and shows a key that does nothing else', async () => {
  for (const sizeBytes of [16, 32]) {
    const entropy = new Uint8Array(sizeBytes).fill(9);
    const content = { label: 'liis', kind: 'person', agency: null, secret: entropy, note } as const;
    const sealed = await sealKeystore(content, 'password', 'light');
    const opened = await unsealKeystore(parseKeystore(formatKeystore(sealed)), 'password');
    expect(opened).toEqual({ secret: entropy, note });
    if (sizeBytes === 32) expect(sealed.publicKey).not.toEqual(publicKeyOf(entropy));
  }
  for (const sizeBytes of [15, 18, 33]) {
    const wrong = { label: 'liis', kind: 'person', agency: null, secret: new Uint8Array(sizeBytes).fill(9) } as const;
    await expect(sealKeystore(wrong, 'password', 'light')).rejects.toMatchObject({ code: 'key.malformed' });
  }
});
