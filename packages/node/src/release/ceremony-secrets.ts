/**
 * What this node keeps of key ceremonies and of the network key: on the disk first, then in memory. Each is of one
 * epoch, and is destroyed as soon as the ledger says that it is of no use any more, and not before (LAW 2).
 */
import { isRunning } from '@annals/ledger/block';
import { decodeShape, encodeShape, type Shape, shape } from '@annals/ledger/codec';
import { generateSecretKey, type RandomSource, type SecretKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type Dealing, dealingShape, type KeyShare, keyShareShape } from '@annals/ledger/threshold';
import type { Log } from '../log.ts';
import type { CeremonyStanding } from './ceremony-part.ts';
import type { KeptFile, ShareFiles } from './share-file-folder.ts';

const secretShape: Shape<Uint8Array> = shape.bytes(32);
const MAX_FILE_BYTES = 16_384;

export class CeremonySecrets {
  readonly #files: ShareFiles;
  readonly #log: Log;
  readonly #secrets = new Map<number, SecretKey>();
  readonly #dealings = new Map<number, Dealing>();
  readonly #shares = new Map<number, KeyShare>();

  private constructor(files: ShareFiles, log: Log) {
    this.#files = files;
    this.#log = log;
  }

  /** Reads what is kept. A file that cannot be read is left, and counts as lost. */
  static async open(files: ShareFiles, log: Log): Promise<CeremonySecrets> {
    const secrets = new CeremonySecrets(files, log);
    for (const file of await files.list()) await secrets.#load(file);
    return secrets;
  }

  /** The share of the network key that was made in the ceremony of an epoch. */
  shareOf(epoch: number): KeyShare | undefined {
    return this.#shares.get(epoch);
  }

  /** With which the ceremony of an epoch was joined. */
  secretOf(epoch: number): SecretKey | undefined {
    return this.#secrets.get(epoch);
  }

  /** What was dealt in the ceremony of an epoch. */
  dealingOf(epoch: number): Dealing | undefined {
    return this.#dealings.get(epoch);
  }

  async drawSecret(epoch: number, random: RandomSource): Promise<void> {
    const secret = generateSecretKey(random);
    await this.#files.write({ kind: 'ceremony', epoch }, encodeShape(secretShape, secret));
    this.#secrets.set(epoch, secret);
  }

  async keepDealing(epoch: number, dealing: Dealing): Promise<void> {
    await this.#files.write({ kind: 'dealing', epoch }, encodeShape(dealingShape, dealing));
    this.#dealings.set(epoch, dealing);
  }

  async keepShare(share: KeyShare): Promise<void> {
    // One of an earlier candidate of the epoch is overwritten, not only replaced.
    if (this.#shares.has(share.epoch)) await this.#files.destroy({ kind: 'share', epoch: share.epoch });
    await this.#files.write({ kind: 'share', epoch: share.epoch }, encodeShape(keyShareShape, share));
    this.#shares.set(share.epoch, share);
  }

  /**
   * Destroys what is of epochs that are over. Of later epochs than the ledger knows nothing is touched: then it is the
   * ledger here that is behind.
   */
  async tidy(standing: CeremonyStanding): Promise<void> {
    for (const file of await this.#files.list()) {
      if (!isOver(file, standing)) continue;
      await this.#files.destroy(file);
      const { kind, epoch } = file;
      if (kind === 'ceremony') this.#secrets.delete(epoch);
      else if (kind === 'dealing') this.#dealings.delete(epoch);
      else this.#shares.delete(epoch);
      this.#log.info({ kind, epoch }, 'what belonged to an epoch that is over is destroyed');
    }
  }

  async #load(file: KeptFile): Promise<void> {
    const { kind, epoch } = file;
    try {
      const content = await this.#files.read(file);
      if (!content)
        throw new AnnalsError('keystore.malformed', 'it is damaged, or was written with another network key');
      if (kind === 'ceremony') this.#secrets.set(epoch, decodeShape(secretShape, content, MAX_FILE_BYTES));
      else if (kind === 'dealing') this.#dealings.set(epoch, decodeShape(dealingShape, content, MAX_FILE_BYTES));
      else this.#shares.set(epoch, decodeShape(keyShareShape, content, MAX_FILE_BYTES));
    } catch (cause) {
      if (!(cause instanceof AnnalsError)) throw cause;
      this.#log.error({ kind, epoch, cause }, 'what this node keeps of the network key cannot be read, and is lost');
    }
  }
}

/** ATTACK key-destroyed: a share goes once a later one is in force that all seats have confirmed, or its ceremony came to nothing. */
function isOver({ kind, epoch }: KeptFile, { ceremony, networkKey, standby }: CeremonyStanding): boolean {
  if (!ceremony || epoch > ceremony.epoch || (epoch === ceremony.epoch && isRunning(ceremony))) return false;
  return kind !== 'share' || (epoch !== networkKey?.key.epoch && epoch !== standby?.key.epoch);
}
