/**
 * What officers have told this node to be given shares for a hidden read: kept encrypted on its disk, and durable
 * before a share is given, until the ledger has disclosed it. So whoever read anything left what reveals it with every
 * holder that helped her (LAW 3, PROTOCOL hidden-read).
 */
import { join } from 'node:path';
import { decodeShape, encodeShape, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { HIDDEN_PLAINTEXT_BYTES, type HiddenDisclosure, hiddenDisclosureShape } from '@annals/ledger/transaction';
import type { Log } from '../log.ts';
import { FileCipher, SecretFolder } from '../secret-files/index.ts';

/** The folder of the files, in the data folder. */
const FOLDER = 'hidden-reads';
/** A disclosure is what a package hides, with the seed. */
const MAX_DISCLOSURE_BYTES = HIDDEN_PLAINTEXT_BYTES + 128;
const NAME = /^[0-9a-f]{64}$/;

export interface KeptDisclosuresOptions {
  readonly dataFolder: string;
  /** The secret of the node's libp2p identity, from which the key of the files comes. */
  readonly networkSecret: Uint8Array;
  readonly chain: Uint8Array;
  readonly log: Log;
}

export class KeptDisclosures {
  readonly #files: SecretFolder;
  readonly #kept = new Map<TransactionId, HiddenDisclosure>();
  /** Writing goes one after another: each is a few milliseconds, and hidden reads are rare. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(files: SecretFolder) {
    this.#files = files;
  }

  /**
   * Opens the folder, which is made if there is none. What was kept under another secret stays where it is and is not
   * used: other holders have it as well, and together they can open the package.
   */
  static async open({ dataFolder, networkSecret, chain, log }: KeptDisclosuresOptions): Promise<KeptDisclosures> {
    const cipher = new FileCipher('annals/kept-disclosures/v1', networkSecret, chain);
    const opened = new KeptDisclosures(await SecretFolder.open(join(dataFolder, FOLDER), cipher));
    for (const name of await opened.#files.list()) {
      if (NAME.test(name) && !(await opened.#load(name as TransactionId))) {
        log.warn({ transaction: name }, 'what was disclosed of a hidden read was kept under another key of this node');
      }
    }
    return opened;
  }

  /** Takes what stands on the disk; false when it cannot be read. */
  async #load(transaction: TransactionId): Promise<boolean> {
    const content = await this.#files.read(transaction);
    if (!content) return false;
    try {
      this.#kept.set(transaction, decodeShape(hiddenDisclosureShape, content, MAX_DISCLOSURE_BYTES));
      return true;
    } catch (cause) {
      if (cause instanceof AnnalsError) return false;
      throw cause;
    }
  }

  /** The hidden reads of which something is kept. */
  transactions(): readonly TransactionId[] {
    return [...this.#kept.keys()];
  }

  get(transaction: TransactionId): HiddenDisclosure | undefined {
    return this.#kept.get(transaction);
  }

  /** Keeps what was disclosed; once this resolves it survives the loss of power. Whoever calls has checked it. */
  keep(transaction: TransactionId, disclosure: HiddenDisclosure): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#kept.has(transaction)) return;
      await this.#files.write(transaction, encodeShape(hiddenDisclosureShape, disclosure));
      this.#kept.set(transaction, disclosure);
    });
  }

  /** Destroys what the ledger has disclosed. */
  forget(transaction: TransactionId): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#kept.has(transaction)) return;
      await this.#files.destroy(transaction);
      this.#kept.delete(transaction);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
