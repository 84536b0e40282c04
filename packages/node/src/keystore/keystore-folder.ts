/** A folder of keystores, `<label>.json` each: readable by their owner only, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AnnalsError } from '@annals/ledger/errors';
import {
  formatKeystore,
  type Keystore,
  type KeystoreContent,
  type KeystoreCost,
  labelShape,
  type OpenedKeystore,
  parseKeystore,
  sealKeystore,
  unsealKeystore,
} from '@annals/ledger/keystore';

const SUFFIX = '.json';

/** A new keystore in a folder. @throws AnnalsError `keystore.exists` when the label is taken. */
export async function createKeystore(
  folder: string,
  content: KeystoreContent,
  password: string,
  cost?: KeystoreCost,
): Promise<Keystore> {
  const keystore = await sealKeystore(content, password, cost);
  write(folder, keystore, false);
  return keystore;
}

/** Writes a keystore in the place of the one with its label, as when a wallet has learned something. */
export async function replaceKeystore(
  folder: string,
  content: KeystoreContent,
  password: string,
  cost?: KeystoreCost,
): Promise<Keystore> {
  const keystore = await sealKeystore(content, password, cost);
  write(folder, keystore, true);
  return keystore;
}

/** A keystore with its secret. @throws AnnalsError `keystore.missing`, `keystore.malformed`, `keystore.password`. */
export async function openKeystore(
  folder: string,
  label: string,
  password: string,
): Promise<Keystore & OpenedKeystore> {
  const keystore = readKeystore(folder, label);
  return { ...keystore, ...(await unsealKeystore(keystore, password)) };
}

/** What a keystore says in clear. @throws AnnalsError `keystore.missing`, `keystore.malformed`. */
export function readKeystore(folder: string, label: string): Keystore {
  let text: string;
  try {
    text = readFileSync(pathOf(folder, label), 'utf8');
  } catch (cause) {
    throw new AnnalsError('keystore.missing', `there is no key ${label} in ${folder}`, { cause });
  }
  const keystore = parseKeystore(text);
  if (keystore.label !== label) {
    throw new AnnalsError('keystore.malformed', `the file ${label}${SUFFIX} holds the key ${keystore.label}`);
  }
  return keystore;
}

/** All keystores of a folder by label, without their secrets; none when there is no folder. */
export function listKeystores(folder: string): readonly Keystore[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new AnnalsError('keystore.missing', `${folder} cannot be read`, { cause });
  }
  return names
    .filter((name) => name.endsWith(SUFFIX) && !name.startsWith('.'))
    .sort()
    .map((name) => readKeystore(folder, name.slice(0, -SUFFIX.length)));
}

function pathOf(folder: string, label: string): string {
  try {
    return join(folder, labelShape.fromJson(label) + SUFFIX);
  } catch (cause) {
    throw new AnnalsError(
      'keystore.missing',
      `${label.slice(0, 80)} is no name of a key: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function write(folder: string, keystore: Keystore, replace: boolean): void {
  const path = pathOf(folder, keystore.label);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${keystore.label}.${randomBytes(6).toString('hex')}`);
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, formatKeystore(keystore));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // The umask may have taken more away than it should.
    chmodSync(draft, 0o600);
    // A link fails where a name is taken, a rename replaces it: both at once or not at all.
    if (replace) renameSync(draft, path);
    else linkSync(draft, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new AnnalsError('keystore.exists', `there is a key ${keystore.label} in ${dirname(path)}`, { cause });
  } finally {
    rmSync(draft, { force: true });
  }
}
