/**
 * The folder in which a node keeps its secrets of the network key, one small file for each epoch and kind. A file is on
 * the disk in whole before anything that depends on it goes out, and what is destroyed is overwritten first.
 */
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from '@annals/ledger/crypto';
import { syncFolder, writeFully } from '../store/durable-file.ts';
import type { ShareFileCipher, ShareFileKind } from './share-file.ts';

/** `dealing` is public: it is kept so that a dealer never deals twice differently. */
export type KeptKind = ShareFileKind | 'dealing';

export interface KeptFile {
  readonly kind: KeptKind;
  readonly epoch: number;
}

const NAME = /^(ceremony|share|dealing)-(\d{1,15})$/;
/** Not yet renamed, or not yet removed: left behind by a process that was killed. */
const UNFINISHED = '.part';

export class ShareFileFolder {
  readonly #folder: string;
  readonly #cipher: ShareFileCipher;

  private constructor(folder: string, cipher: ShareFileCipher) {
    this.#folder = folder;
    this.#cipher = cipher;
  }

  /** Opens the folder, which is made when it is missing, and destroys what a killed process left unfinished. */
  static async open(folder: string, cipher: ShareFileCipher): Promise<ShareFileFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const opened = new ShareFileFolder(folder, cipher);
    for (const name of await readdir(folder)) if (name.endsWith(UNFINISHED)) await opened.#destroy(name);
    return opened;
  }

  async list(): Promise<readonly KeptFile[]> {
    return (await readdir(this.#folder)).flatMap((name) => {
      const [, kind, epoch] = NAME.exec(name) ?? [];
      return kind === undefined ? [] : [{ kind: kind as KeptKind, epoch: Number(epoch) }];
    });
  }

  /** The content of a file; undefined when there is none, or it can not be read with this node's secret. */
  async read({ kind, epoch }: KeptFile): Promise<Uint8Array | undefined> {
    const name = nameOf(kind, epoch);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(join(this.#folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return kind === 'dealing' ? bytes : this.#cipher.open(name, bytes);
  }

  /** Writes a file; once this resolves it survives a crash. */
  async write({ kind, epoch }: KeptFile, content: Uint8Array): Promise<void> {
    const name = nameOf(kind, epoch);
    const part = join(this.#folder, `${name}${UNFINISHED}`);
    const file = await open(part, 'w', 0o600);
    try {
      await writeFully(file, kind === 'dealing' ? content : this.#cipher.seal(name, content), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(this.#folder, name));
    await syncFolder(this.#folder);
  }

  /** Overwrites and removes a file, if it is there. On a disk that moves blocks about, old ones can outlast this. */
  async destroy({ kind, epoch }: KeptFile): Promise<void> {
    await this.#destroy(nameOf(kind, epoch));
  }

  async #destroy(name: string): Promise<void> {
    const path = join(this.#folder, name);
    try {
      const file = await open(path, 'r+');
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

function nameOf(kind: KeptKind, epoch: number): string {
  return `${kind}-${epoch}`;
}
