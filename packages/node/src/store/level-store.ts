/**
 * The store in LevelDB. A block is one synced batch; reads come from a snapshot that moves to the new head once the
 * batch is on the disk, together with the caches, so that nobody ever sees half a block.
 */
import { existsSync, mkdirSync } from 'node:fs';
import {
  type CommitCertificate,
  type ConsensusValidatorSet,
  chainIdOf,
  consensusSetOf,
  type GenesisDocument,
  genesisHashOf,
  type StateKey,
} from '@annals/ledger/block';
import type { BlockHash, TransactionId } from '@annals/ledger/codec';
import { AnnalsError, InvariantError, invariant } from '@annals/ledger/errors';
import type { Epoch } from '@annals/ledger/light';
import type { ReadLogNode } from '@annals/ledger/merkle';
import { genesisState, type LogName, type StateSource } from '@annals/ledger/state';
import type { ChainId } from '@annals/ledger/transaction';
import { BlockArchive } from './block-archive.ts';
import { blockWrites, changesValidators, epochWrite, stateWrites } from './block-writes.ts';
import { Database } from './database.ts';
import { EpochList } from './epoch-list.ts';
import { chainWrite, headWrite, readHead } from './head-record.ts';
import { HighWaterMark } from './high-water-mark.ts';
import { STORE_LIMITS } from './limits.ts';
import { Lists } from './lists.ts';
import { LogArchive } from './log-archive.ts';
import { migrate, readSchema, schemaWrite } from './schema.ts';
import { checkChain, checkHead, checkHeights } from './start-checks.ts';
import { StateAtHead } from './state-at-head.ts';
import type {
  BlockBatch,
  BlockContents,
  BlockEntries,
  Head,
  Page,
  PageRequest,
  RelationName,
  Relations,
  Store,
  StoredBlock,
  StoredHeader,
  StoredTransaction,
  TransactionPlace,
} from './store.ts';

/** The folder's parts: LevelDB's own files, and the mark that says how far they must reach. */
const partsOf = (folder: string) => ({ level: `${folder}/level`, mark: `${folder}/head.mark` });

/** Writes height 0 into an empty database. */
async function begin(database: Database, genesis: GenesisDocument): Promise<void> {
  const state = genesisState(genesis);
  const { chain, stateRoot } = state;
  await database.write(
    [
      schemaWrite(),
      chainWrite(chain),
      ...stateWrites(new StateAtHead(database), state),
      epochWrite(0, state.validators),
      headWrite({ height: 0, hash: genesisHashOf(chain), timeMs: genesis.timeMs, stateRoot }),
    ],
    true,
  );
  database.pin();
}

export class LevelStore implements Store {
  readonly chain: ChainId;
  readonly #database: Database;
  readonly #state: StateAtHead;
  readonly #archive: BlockArchive;
  readonly #logs: LogArchive;
  readonly #lists: Lists;
  readonly #epochs: EpochList;
  readonly #mark: HighWaterMark;
  #head: Head;
  #committing = false;

  private constructor(
    chain: ChainId,
    head: Head,
    database: Database,
    archive: BlockArchive,
    epochs: EpochList,
    mark: HighWaterMark,
  ) {
    this.chain = chain;
    this.#head = head;
    this.#database = database;
    this.#archive = archive;
    this.#epochs = epochs;
    this.#mark = mark;
    this.#state = new StateAtHead(database);
    this.#logs = new LogArchive(database);
    this.#lists = new Lists(database);
  }

  /**
   * Opens the store in a folder, which is begun from the genesis document when it is empty, and checks it.
   * @param maxFiles that LevelDB may have open.
   * @throws AnnalsError `store.locked`, `store.damaged`, `store.other-chain`, `store.schema`, `genesis.invalid`.
   */
  static async open(
    folder: string,
    genesis: GenesisDocument,
    maxFiles: number = STORE_LIMITS.levelFiles,
  ): Promise<LevelStore> {
    const parts = partsOf(folder);
    const chain = chainIdOf(genesis);
    const marked = HighWaterMark.read(parts.mark);
    if (marked && !existsSync(parts.level)) {
      throw new AnnalsError(
        'store.damaged',
        `${parts.level} is gone, but ${parts.mark} says that it held block ${marked.position}`,
      );
    }
    mkdirSync(folder, { recursive: true });
    const database = await Database.open(parts.level, {
      cacheBytes: STORE_LIMITS.levelCacheBytes,
      writeBufferBytes: STORE_LIMITS.levelWriteBufferBytes,
      maxFiles,
    });
    try {
      if (!marked && readSchema(database) === undefined && (await database.isEmpty())) await begin(database, genesis);
      await migrate(database);
      checkChain(database, chain);
      const head = readHead(database);
      if (!head) throw new AnnalsError('store.damaged', 'the store does not say what its last block is');
      if (marked && marked.position > head.height) {
        throw new AnnalsError(
          'store.damaged',
          `block ${marked.position} was committed, but the last that can be read is ${head.height}`,
        );
      }
      const archive = new BlockArchive(database);
      checkHead(head, archive, new StateAtHead(database).tree);
      await checkHeights(database, head);
      const epochs = await EpochList.read(database, archive);
      return new LevelStore(chain, head, database, archive, epochs, HighWaterMark.open(parts.mark));
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  get head(): Head {
    return this.#head;
  }

  get state(): StateSource {
    return this.#state;
  }

  async commitBlock(batch: BlockBatch): Promise<boolean> {
    const { header, headerBytes, hash, certificate, effects } = batch;
    const { height, timeMs, stateRoot } = header;
    if (height <= this.#head.height) {
      if (this.#archive.heightOf(hash) === height) return false;
      throw new InvariantError(`block ${height} is committed a second time, with another hash: ${hash}`);
    }
    invariant(height === this.#head.height + 1, `block ${height} does not follow block ${this.#head.height}`);
    invariant(header.parent === this.#head.hash, `block ${height} has another parent than block ${this.#head.height}`);
    invariant(!this.#committing, `block ${height} is committed while another one still is`);
    this.#committing = true;
    try {
      await this.#database.write(blockWrites(this.#state, batch), true);
      this.#mark.write({ generation: 0, position: height });
      // From here to the end of the turn, everything moves to the new head together.
      this.#database.pin();
      this.#state.follow(effects, batch.transactions);
      if (changesValidators(batch)) {
        this.#epochs.add(
          { header: headerBytes, certificate, nextValidators: consensusSetOf(effects.validators.current) },
          height,
        );
      }
      this.#head = { height, hash, timeMs, stateRoot };
      return true;
    } finally {
      this.#committing = false;
    }
  }

  header(height: number): StoredHeader | undefined {
    return this.#held(height, this.#archive.header(height));
  }

  block(height: number): StoredBlock | undefined {
    return this.#held(height, this.#archive.block(height));
  }

  /** What lies at or below the head is there, or it is damage. */
  #held<T>(height: number, part: T | undefined): T | undefined {
    if (part !== undefined || height < 1 || height > this.#head.height) return part;
    throw new AnnalsError('store.damaged', `block ${height} cannot be read, although it was committed`);
  }

  contents(height: number): BlockContents | undefined {
    return this.#held(height, this.#archive.contents(height));
  }

  entriesOf(height: number, from: number, to: number): BlockEntries | undefined {
    return this.#held(height, this.#archive.entriesOf(height, from, to));
  }

  certificate(height: number): CommitCertificate | undefined {
    return this.#held(height, this.#archive.certificate(height));
  }

  heightOf(hash: BlockHash): number | undefined {
    return this.#archive.heightOf(hash);
  }

  blocks(from: number, limit: number): readonly StoredBlock[] {
    return this.#archive.blocks(from, limit);
  }

  headers(page: PageRequest): Page<StoredHeader> {
    return this.#archive.headers(this.#head.height, page);
  }

  transactionPlace(id: TransactionId): TransactionPlace | undefined {
    return this.#archive.transactionPlace(id);
  }

  transaction(id: TransactionId): StoredTransaction | undefined {
    return this.#archive.transaction(id);
  }

  epochs(below: number = Number.POSITIVE_INFINITY): readonly Epoch[] {
    return this.#epochs.below(below);
  }

  validatorsOf(height: number): ConsensusValidatorSet {
    invariant(height >= 1 && height <= this.#head.height + 1, `the validators of block ${height} are not known yet`);
    return this.#epochs.validatorsOf(height);
  }

  logEntries(log: LogName, from: number, to: number): Promise<readonly Uint8Array[]> {
    return this.#logs.entries(log, from, to);
  }

  logNodes(log: LogName): ReadLogNode {
    return this.#logs.nodes(log);
  }

  stateRange(prefix: string, page: PageRequest): Promise<Page<{ readonly key: StateKey; readonly value: Uint8Array }>> {
    return this.#lists.stateRange(prefix, page);
  }

  related<R extends RelationName>(
    relation: R,
    owner: Relations[R]['owner'],
    page: PageRequest,
  ): Promise<Page<Relations[R]['item']>> {
    return this.#lists.related(relation, owner, page);
  }

  async close(): Promise<void> {
    await this.#database.close();
    this.#mark.close();
  }
}
