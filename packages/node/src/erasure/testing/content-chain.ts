/** A chain of real blocks with real sealed content on a disk, for tests of what becomes of the content. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordId } from '@annals/ledger/codec';
import { sealRecord } from '@annals/ledger/sidecar';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import { buildTransaction, newObjectId, type Transaction } from '@annals/ledger/transaction';
import { Chain } from '../../chain/index.ts';
import { Mempool, TransactionIntake } from '../../mempool/index.ts';
import { LevelStore } from '../../store/index.ts';
import { SegmentSidecarStore } from '../../store/segment-sidecar-store.ts';
import { agency, genesisOf, keyOf, StoreChain, secretOf, subjectOf } from '../../store/testing/store-chain.ts';
import { verifyInline } from '../../verify/index.ts';

/** A transaction with its sealed content. */
export interface Sealed {
  readonly transaction: Transaction;
  readonly sidecar: Uint8Array;
  readonly hash: Uint8Array;
  readonly record: RecordId;
}

export class ContentChain {
  readonly folder: string;
  readonly store: LevelStore;
  readonly sidecars: SegmentSidecarStore;
  readonly chain: Chain;
  readonly mempool = new Mempool();
  readonly intake: TransactionIntake;
  readonly make: StoreChain;
  #salts: number;

  private constructor(folder: string, store: LevelStore, sidecars: SegmentSidecarStore, firstSalt: number) {
    this.folder = folder;
    this.store = store;
    this.sidecars = sidecars;
    this.chain = new Chain(store, () => 0);
    this.make = new StoreChain(store, firstSalt);
    this.#salts = firstSalt;
    this.chain.onApplied(({ transactions }) => this.mempool.removeCommitted(transactions.map(({ id }) => id)));
    this.intake = new TransactionIntake({
      chain: this.chain,
      mempool: this.mempool,
      verifySignatures: verifyInline,
      wallMs: () => store.head.timeMs + 1,
      onNew: () => undefined,
    });
  }

  /** Opens what is in a folder; a new chain gets an officer and a person, Ada. */
  static async open(folder: string, firstSalt = 0): Promise<ContentChain> {
    const store = await LevelStore.open(join(folder, 'store'), genesisOf());
    const sidecars = await SegmentSidecarStore.open(join(folder, 'sidecars'), { maxBytes: 1 << 24 });
    const opened = new ContentChain(folder, store, sidecars, firstSalt);
    // Also puts the network key in force.
    if (store.head.height === 0) await opened.make.begin('ada');
    else opened.make.next([]);
    return opened;
  }

  async close(): Promise<void> {
    await this.sidecars.close();
    await this.store.close();
  }

  /** Content of a version of a record, new or amended. */
  sealed(of?: { readonly record: RecordId; readonly version: number }): Sealed {
    this.#salts += 1;
    const salt = new Uint8Array(16).fill(this.#salts);
    const record = of?.record ?? newObjectId('record', keyOf('officer'), salt);
    const { bytes, content } = sealRecord({
      chain: this.store.chain,
      record,
      version: (of?.version ?? 0) + 1,
      sections: { diploma: { degree: `number ${this.#salts}` } },
      subjectKey: keyOf('ada'),
      networkKey: testNetworkKey(1).key.publicKey,
    });
    const common = { chain: this.store.chain, agency, lastValid: this.store.head.height + 1_000, salt };
    const transaction = of
      ? buildTransaction<'record.amend'>({
          ...common,
          kind: 'record.amend',
          body: { record, version: of.version, content },
          signerSecret: secretOf('officer'),
        })
      : buildTransaction<'record.issue'>({
          ...common,
          kind: 'record.issue',
          body: { type: 'diploma', subject: subjectOf('ada'), content },
          signerSecret: secretOf('officer'),
        });
    return { transaction: transaction as unknown as Transaction, sidecar: bytes, hash: content.sidecar, record };
  }

  erasing(record: RecordId): Transaction {
    return this.make.transaction('record.erase', 'agency', { record, basis: 'gdpr/17' });
  }

  /** Brings content to the disk, as a proposal does before it is voted for. */
  async bring(...all: readonly Sealed[]): Promise<void> {
    await this.sidecars.put(
      all.map(({ hash, sidecar, transaction }) => ({ hash, bytes: sidecar, owner: transaction.id })),
    );
  }

  /** Commits a block. Gives the result codes. */
  async block(...transactions: readonly Transaction[]): Promise<readonly string[]> {
    const block = this.chain.build(this.store.head.timeMs + 1_000, keyOf('validator'), transactions);
    const { height, hash } = { height: block.header.height, hash: block.hash };
    const signatures = [{ index: 0, signature: new Uint8Array(64) }];
    await this.chain.apply(block, { height, view: 0, block: hash, signatures });
    return block.effects.results.map(({ code }) => code);
  }

  /** Issues a record with its content. */
  async issue(): Promise<Sealed> {
    const sealed = this.sealed();
    await this.bring(sealed);
    const [code] = await this.block(sealed.transaction);
    if (code !== 'ok') throw new Error(code);
    return sealed;
  }

  /** Whether anything of the content stands in any file. */
  isOnDisk({ sidecar }: Sealed): boolean {
    return isInFiles(this.folder, sidecar.subarray(-64));
  }
}

/** Whether bytes stand anywhere in the files of a folder. */
function isInFiles(folder: string, bytes: Uint8Array): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(Buffer.from(bytes)));
}
