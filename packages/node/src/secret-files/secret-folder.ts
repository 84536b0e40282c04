/**
 * A folder of small encrypted files. A file is on the disk in whole before anything that depends on it goes out, and
 * what is destroyed is overwritten first.
 */
import { mkdir, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from '@annals/ledger/crypto';
import { openFile, readWhole, syncFolder, writeFully } from '../store/durable-file.ts';
import type { FileCipher } from './file-cipher.ts';

/** Not yet renamed, or not yet removed: left behind by a process that was killed. */
const UNFINISHED = '.part';

export class SecretFolder {
  readonly #folder: string;
  readonly #cipher: FileCipher;

  private constructor(folder: string, cipher: FileCipher) {
    this.#folder = folder;
    this.#cipher = cipher;
  }

  /** Opens the folder, which is made when it is missing, and destroys what a killed process left unfinished. */
  static async open(folder: string, cipher: FileCipher): Promise<SecretFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const opened = new SecretFolder(folder, cipher);
    for (const name of await readdir(folder)) if (name.endsWith(UNFINISHED)) await opened.destroy(name);
    return opened;
  }

  /** The names of the files. */
  async list(): Promise<readonly string[]> {
    return (await readdir(this.#folder)).filter((name) => !name.endsWith(UNFINISHED));
  }

  /** The content of a file; undefined when there is none, or it cannot be read with this node's secret. */
  async read(name: string): Promise<Uint8Array | undefined> {
    try {
      return this.#cipher.open(name, await readWhole(join(this.#folder, name)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Writes a file; once this resolves it survives a crash. Writes of one name must follow each other. */
  async write(name: string, content: Uint8Array): Promise<void> {
    const part = join(this.#folder, `${name}${UNFINISHED}`);
    const file = await openFile(part, 'w', 0o600);
    try {
      await writeFully(file, this.#cipher.seal(name, content), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(this.#folder, name));
    await syncFolder(this.#folder);
  }

  /** Overwrites and removes a file, if it is there. On a disk that moves blocks about, old ones can outlast this. */
  async destroy(name: string): Promise<void> {
    const path = join(this.#folder, name);
    try {
      const file = await openFile(path, 'r+');
      try {
        const { size } = await file.stat();
        await writeFully(file, randomBytes(size), 0);
        await file.sync();
      } finally {
        await file.close();
      }
      await unlink(path);
      await syncFolder(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
