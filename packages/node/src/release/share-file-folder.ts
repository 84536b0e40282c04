/** The folder in which a node keeps what it has of the network key: one secret file for each epoch and kind. */
import { join } from 'node:path';
import { FileCipher, SecretFolder } from '../secret-files/index.ts';

/** The folder, in the data folder. */
export const KEY_SHARE_FOLDER = 'key-share';

/**
 * What a file is of: the secret with which a ceremony was joined, what was dealt in it, which is kept so that a dealer
 * never deals twice differently, or a share of the network key.
 */
export type KeptKind = 'ceremony' | 'dealing' | 'share';

export interface KeptFile {
  readonly kind: KeptKind;
  readonly epoch: number;
}

const NAME = /^(ceremony|share|dealing)-(\d{1,15})$/;

/** The cipher of these files. */
export function shareFileCipher(networkSecret: Uint8Array, chain: Uint8Array): FileCipher {
  return new FileCipher('annals/share-file/v1', networkSecret, chain);
}

/** Where such files are kept. */
export type ShareFiles = Pick<ShareFileFolder, 'list' | 'read' | 'write' | 'destroy'>;

export class ShareFileFolder {
  readonly #files: SecretFolder;

  private constructor(files: SecretFolder) {
    this.#files = files;
  }

  static async open(dataFolder: string, networkSecret: Uint8Array, chain: Uint8Array): Promise<ShareFileFolder> {
    const cipher = shareFileCipher(networkSecret, chain);
    return new ShareFileFolder(await SecretFolder.open(join(dataFolder, KEY_SHARE_FOLDER), cipher));
  }

  async list(): Promise<readonly KeptFile[]> {
    return (await this.#files.list()).flatMap((name) => {
      const [, kind, epoch] = NAME.exec(name) ?? [];
      return kind === undefined ? [] : [{ kind: kind as KeptKind, epoch: Number(epoch) }];
    });
  }

  /** The content of a file; undefined when there is none, or it cannot be read with this node's secret. */
  read(file: KeptFile): Promise<Uint8Array | undefined> {
    return this.#files.read(nameOf(file));
  }

  /** Once this resolves, the file survives a crash. */
  write(file: KeptFile, content: Uint8Array): Promise<void> {
    return this.#files.write(nameOf(file), content);
  }

  destroy(file: KeptFile): Promise<void> {
    return this.#files.destroy(nameOf(file));
  }
}

function nameOf({ kind, epoch }: KeptFile): string {
  return `${kind}-${epoch}`;
}
