/**
 * What officers have told this node to be given shares for a hidden read: kept encrypted on its disk, and durable
 * before a share is given, until the ledger has disclosed it. So whoever read anything left what reveals it with every
 * holder that helped her (LAW 3, PROTOCOL hidden-read).
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeShape, encodeShape, idToBytes, type TransactionId } from '@annals/ledger/codec';
import { decryptContent, encryptContent, hash } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { HIDDEN_PLAINTEXT_BYTES, type HiddenDisclosure, hiddenDisclosureShape } from '@annals/ledger/transaction';
import type { Log } from '../log.ts';

/** A disclosure is what a package hides, with the seed. */
const MAX_DISCLOSURE_BYTES = HIDDEN_PLAINTEXT_BYTES + 128;
const NAME = /^[0-9a-f]{64}$/;

export class KeptDisclosures {
  readonly #folder: string;
  readonly #key: Uint8Array;
  /** Encrypted, as on the disk. */
  readonly #kept = new Map<TransactionId, Uint8Array>();
  /** Writing goes one after another: each is a few milliseconds, and hidden reads are rare. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, key: Uint8Array) {
    this.#folder = folder;
    this.#key = key;
  }

  /**
   * Opens the folder, which is made if there is none.
   * @param secret of this node. What was kept under another one stays where it is and is not used: other holders have
   * it as well, and together they can open the package.
   */
  static async open(folder: string, secret: Uint8Array, log: Log): Promise<KeptDisclosures> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const opened = new KeptDisclosures(folder, hash('annals/kept-disclosures/v1', secret));
    for (const name of await readdir(folder)) {
      // What is left of a write that was cut short was never relied on.
      if (!NAME.test(name)) await rm(join(folder, name), { force: true });
      else if (!opened.#take(name as TransactionId, await readFile(join(folder, name)))) {
        log.warn({ transaction: name }, 'what was disclosed of a hidden read was kept under another key of this node');
      }
    }
    return opened;
  }

  /** Takes what stands on the disk; false when it can not be read. */
  #take(transaction: TransactionId, sealed: Uint8Array): boolean {
    try {
      this.#read(transaction, sealed);
    } catch (cause) {
      if (cause instanceof AnnalsError) return false;
      throw cause;
    }
    this.#kept.set(transaction, sealed);
    return true;
  }

  #read(transaction: TransactionId, sealed: Uint8Array): HiddenDisclosure {
    const bytes = decryptContent(this.#key, sealed, idToBytes(transaction));
    return decodeShape(hiddenDisclosureShape, bytes, MAX_DISCLOSURE_BYTES);
  }

  /** The hidden reads of which something is kept. */
  transactions(): readonly TransactionId[] {
    return [...this.#kept.keys()];
  }

  get(transaction: TransactionId): HiddenDisclosure | undefined {
    const sealed = this.#kept.get(transaction);
    return sealed && this.#read(transaction, sealed);
  }

  /** Keeps what was disclosed; once this resolves it survives the loss of power. Whoever calls has checked it. */
  keep(transaction: TransactionId, disclosure: HiddenDisclosure): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#kept.has(transaction)) return;
      const plaintext = encodeShape(hiddenDisclosureShape, disclosure);
      const sealed = encryptContent(this.#key, plaintext, idToBytes(transaction));
      const path = join(this.#folder, transaction);
      await writeSynced(`${path}.new`, sealed);
      await rename(`${path}.new`, path);
      await syncFolder(this.#folder);
      this.#kept.set(transaction, sealed);
    });
  }

  /** Forgets what the ledger has disclosed. */
  forget(transaction: TransactionId): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#kept.has(transaction)) return;
      await rm(join(this.#folder, transaction), { force: true });
      this.#kept.delete(transaction);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'w', 0o600);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file?.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
