/**
 * The vote log as the host keeps it: records of the core, and with a prepared certificate the bodies of its block, so
 * that what is prepared can still be executed when everybody restarts with an empty mempool (LAW 4, FAILURES 1, 15).
 */

import { MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS } from '@annals/ledger/block';
import { decode, encode } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { VoteLogStorage } from '../../store/store.ts';
import {
  contentOf,
  decodeVoteRecord,
  encodeVoteRecord,
  heightOfRecord,
  MAX_MESSAGE_BYTES,
  type SignedContent,
  type VoteRecord,
} from '../core/index.ts';

/** A record as it stands in the log. */
interface Entry {
  readonly record: VoteRecord;
  readonly bytes: Uint8Array;
  readonly bodies: readonly Uint8Array[];
}

const MAX_ENTRY_BYTES = MAX_MESSAGE_BYTES + MAX_BLOCK_BYTES;
/** A list of a record and a list of bodies. */
const MAX_ENTRY_ITEMS = MAX_BLOCK_TRANSACTIONS + 3;

export class VoteLog {
  readonly #storage: VoteLogStorage;
  #entries: Entry[] = [];
  #votesFrom: number | null = null;

  /** @throws AnnalsError `vote-log.damaged` when an entry cannot be read. */
  constructor(storage: VoteLogStorage) {
    this.#storage = storage;
    for (const bytes of storage.entries()) {
      const entry = readEntry(bytes);
      if (typeof entry === 'number') this.#votesFrom = entry;
      else this.#entries.push(entry);
    }
  }

  /** Whether nothing was ever written to it: then this validator does not know whether it has voted before. */
  get isBlank(): boolean {
    return this.#entries.length === 0 && this.#votesFrom === null;
  }

  /** The height below which this validator abstains, since it began without a log; null when it has not been settled. */
  get votesFrom(): number | null {
    return this.#votesFrom;
  }

  /** Settles from which height this validator votes. Durable, so that a restart does not forget what it has forgotten. */
  async settle(votesFrom: number): Promise<void> {
    this.#votesFrom = votesFrom;
    await this.#storage.append(encode([votesFrom]));
  }

  get records(): readonly VoteRecord[] {
    return this.#entries.map(({ record }) => record);
  }

  /** The highest height that this validator has signed anything for; 0 for none. */
  get highestHeight(): number {
    return this.#entries.reduce((highest, { record }) => Math.max(highest, heightOfRecord(record)), 0);
  }

  /**
   * From which height this validator may vote on a store with this head; 0 for any. A store that is older than the
   * votes was restored from a backup: what was signed above it is not signed anew. Nor is there a vote where a commit
   * was signed whose prepared certificate has been let go with the decision: a view change that does not carry it would
   * help another block to be decided (LAW 4).
   */
  voteFromHeight(head: number): number {
    return Math.max(this.#votesFrom ?? 0, this.#heightAfterVotes(head + 1));
  }

  #heightAfterVotes(next: number): number {
    if (this.highestHeight > next) return this.highestHeight + 1;
    const atNext = this.records.filter((record) => heightOfRecord(record) === next);
    const hasCommitted = atNext.some((record) => record.type === 'vote' && record.vote.step === 'commit');
    return hasCommitted && !atNext.some(({ type }) => type === 'prepared') ? next + 1 : 0;
  }

  /** Transactions of blocks that were prepared and not decided. */
  get bodies(): readonly Uint8Array[] {
    return this.#entries.flatMap(({ bodies }) => bodies);
  }

  /** What has been signed, in the order of signing, for the signer's guard. */
  signedContents(): SignedContent[] {
    const contents: SignedContent[] = [];
    for (const { record } of this.#entries) {
      if (record.type === 'vote' || record.type === 'pre-prepare') contents.push(contentOf(record));
      else if (record.type === 'view-change') contents.push({ ...record, type: 'view-change' });
    }
    return contents;
  }

  /** Resolves once the record, with the bodies of its block, is on the disk. */
  async append(record: VoteRecord, bodies: readonly Uint8Array[]): Promise<void> {
    const bytes = encode([encodeVoteRecord(record), bodies]);
    this.#entries.push({ record, bytes, bodies });
    await this.#storage.append(bytes);
  }

  /**
   * A height is decided: its proposals and what lies below it are let go. Its votes stay, so that a validator whose
   * store is lost or restored from a backup still knows how far it has voted.
   */
  async decided(height: number): Promise<void> {
    const isVote = ({ type }: VoteRecord) => type === 'vote' || type === 'view-change';
    const top = this.highestHeight;
    const kept = this.#entries.filter(
      ({ record }) =>
        heightOfRecord(record) > height || (heightOfRecord(record) === Math.min(height, top) && isVote(record)),
    );
    if (kept.length === this.#entries.length) return;
    this.#entries = kept;
    const settled = this.#votesFrom === null ? [] : [encode([this.#votesFrom])];
    await this.#storage.reset([...settled, ...kept.map(({ bytes }) => bytes)]);
  }
}

/** An entry, or the height from which this validator votes. */
function readEntry(bytes: Uint8Array): Entry | number {
  try {
    const value = decode(bytes, MAX_ENTRY_BYTES, MAX_ENTRY_ITEMS);
    if (!Array.isArray(value)) throw new AnnalsError('codec.shape', 'expected a list');
    const [record, bodies] = value;
    if (value.length === 1 && typeof record === 'number') return record;
    if (!(record instanceof Uint8Array) || !Array.isArray(bodies))
      throw new AnnalsError('codec.shape', 'expected record and bodies');
    return { record: decodeVoteRecord(record), bytes, bodies: bodies as Uint8Array[] };
  } catch (cause) {
    throw new AnnalsError('vote-log.damaged', `an entry of it does not read: ${(cause as Error).message}`, { cause });
  }
}
