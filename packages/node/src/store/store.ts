/**
 * What the store offers to the other rooms: the chain and its state, sidecars, and the vote log. Interfaces only, so
 * that no room but this folder knows the database.
 */
import type { CommitCertificate, ConsensusValidatorSet, Header, StateKey } from '@annals/ledger/block';
import type {
  AgencyId,
  BlockHash,
  EntitlementId,
  OfficerId,
  PaymentId,
  RecordId,
  SubjectId,
  TransactionId,
} from '@annals/ledger/codec';
import type { Epoch } from '@annals/ledger/light';
import type { ReadLogNode } from '@annals/ledger/merkle';
import type { BlockEffects, LogName, StateSource } from '@annals/ledger/state';
import type { ChainId } from '@annals/ledger/transaction';

type Hash = Uint8Array;

/** The last block that the store holds; height 0 is genesis, whose hash is the chain id. */
export interface Head {
  readonly height: number;
  readonly hash: BlockHash;
  readonly timeMs: number;
  readonly stateRoot: Hash;
}

/** A committed block with all that it did: what one atomic, synced write makes durable (LAW 6). */
export interface BlockBatch {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly hash: BlockHash;
  readonly transactions: readonly { readonly id: TransactionId; readonly bytes: Uint8Array }[];
  /** What made this very block final. */
  readonly certificate: CommitCertificate;
  readonly effects: Pick<
    BlockEffects,
    'resultBytes' | 'stateRoot' | 'state' | 'values' | 'tree' | 'logs' | 'validators'
  >;
}

/** A header with what made it final. */
export interface StoredHeader {
  readonly height: number;
  readonly hash: BlockHash;
  readonly headerBytes: Uint8Array;
}

/** A block as it is read back. */
export interface StoredBlock extends StoredHeader {
  readonly transactions: readonly Uint8Array[];
  readonly certificate: CommitCertificate;
  /** What made the parent final; null at height 1. Signers may differ from those in the proposal: any quorum serves. */
  readonly parentCertificate: CommitCertificate | null;
}

/** Where a transaction stands. */
export interface TransactionPlace {
  readonly height: number;
  readonly index: number;
}

export interface StoredTransaction extends TransactionPlace {
  readonly bytes: Uint8Array;
  /** The canonical bytes of its result. */
  readonly result: Uint8Array;
}

/** What inclusion proofs of one block need: all ids and all results, in order. */
export interface BlockContents {
  readonly ids: readonly TransactionId[];
  readonly results: readonly Uint8Array[];
}

/** The same as the block's Merkle logs hold it, a part or all of it. */
export interface BlockEntries {
  /** Ids of transactions as 32 bytes each. */
  readonly ids: readonly Uint8Array[];
  readonly results: readonly Uint8Array[];
}

/** Which part of a list is asked for: after a cursor, which an earlier page gave as `next`. */
export interface PageRequest {
  readonly after: string | null;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly next: string | null;
}

/** The secondary indexes: not authenticated, each list the latest first. */
export interface Relations {
  readonly 'records-of-subject': { readonly owner: SubjectId; readonly item: RecordId };
  readonly 'entitlements-of-subject': { readonly owner: SubjectId; readonly item: EntitlementId };
  readonly 'payments-of-subject': { readonly owner: SubjectId; readonly item: PaymentId };
  readonly 'officers-of-agency': { readonly owner: AgencyId; readonly item: OfficerId };
  /** By the present key: the owner is the subject that this key would give if it were enrolled now. */
  readonly 'subjects-of-key': { readonly owner: SubjectId; readonly item: SubjectId };
  /** Emergency reads that nobody has reviewed yet, by the date at which the review is due. */
  readonly 'reviews-of-agency': { readonly owner: AgencyId; readonly item: TransactionId };
}
export type RelationName = keyof Relations;

/**
 * The chain at its head. All synchronous reads see one head until the turn of the event loop ends, so a proof that is
 * built in one turn is consistent; a commit swaps head, state and tree together, after its batch is on the disk.
 * Every read can throw AnnalsError `store.damaged`.
 */
export interface Store {
  readonly chain: ChainId;
  readonly head: Head;
  /** The state at head, for execution, checks and proofs. */
  readonly state: StateSource;

  /**
   * Makes a block durable in one atomic, synced write; then head and state are its own. True when it was written,
   * false when the store held it already (FAILURES 12). One commit at a time.
   * @throws InvariantError when it does not follow the head or contradicts a block that is held.
   */
  commitBlock(batch: BlockBatch): Promise<boolean>;

  header(height: number): StoredHeader | undefined;
  block(height: number): StoredBlock | undefined;
  contents(height: number): BlockContents | undefined;
  /** Of a block, what its two Merkle logs hold from an index up to another: no more is decoded than that. */
  entriesOf(height: number, from: number, to: number): BlockEntries | undefined;
  certificate(height: number): CommitCertificate | undefined;
  heightOf(hash: BlockHash): number | undefined;
  /** Consecutive blocks from a height on: at most `limit`, and at most some megabytes, but at least one if it exists. */
  blocks(from: number, limit: number): readonly StoredBlock[];
  /** Headers, the latest first. */
  headers(page: PageRequest): Page<StoredHeader>;
  transactionPlace(id: TransactionId): TransactionPlace | undefined;
  transaction(id: TransactionId): StoredTransaction | undefined;

  /** The headers at which the validator set changed, up to and without `below`; all of them when it is not given. */
  epochs(below?: number): readonly Epoch[];
  /** The set that decides a height, which is at most head + 1. */
  validatorsOf(height: number): ConsensusValidatorSet;

  /** Entries of a log from `from` up to and without `to`. What is missing is damage. */
  logEntries(log: LogName, from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Reads complete subtrees of a log, for proofs. */
  logNodes(log: LogName): ReadLogNode;

  /** State keys that begin with a prefix, with their values, in the order of keys. A page is bounded by bytes as well. */
  stateRange(prefix: string, page: PageRequest): Promise<Page<{ readonly key: StateKey; readonly value: Uint8Array }>>;
  related<R extends RelationName>(
    relation: R,
    owner: Relations[R]['owner'],
    page: PageRequest,
  ): Promise<Page<Relations[R]['item']>>;

  close(): Promise<void>;
}

/** Sealed content on its way in. */
export interface Sidecar {
  /** What the transaction names; the caller has checked that the bytes have it. */
  readonly hash: Hash;
  readonly bytes: Uint8Array;
  /** The transaction that brought it. */
  readonly owner: TransactionId;
}

/** A sidecar by name, with a transaction that names it. */
export interface NamedSidecar {
  readonly hash: Hash;
  readonly owner: TransactionId;
}

/** What a block has decided about sealed content; both lists only of what it brought, which changes no later. */
export interface SettledContent {
  readonly height: number;
  /** Of transactions that were carried out: it stays, and what is not held is missing until somebody brings it. */
  readonly kept: readonly NamedSidecar[];
  /** Of transactions that were refused: nothing will ever name it, so it is destroyed. */
  readonly refused: readonly NamedSidecar[];
}

/** Whether this node holds some content. `erased` is remembered, so that it is not fetched again (LAW 10). */
export type SidecarStatus = 'held' | 'erased' | 'missing' | 'unknown';

/** Sealed content, outside the blocks, so that it can be destroyed (LAW 10). */
export interface SidecarStore {
  /** Bytes of content that are held. */
  readonly sizeBytes: number;
  /** Bytes of content for which there is room. */
  readonly roomBytes: number;
  /** The height up to which {@link settle} has been told what blocks decided; 0 for a new or emptied store. */
  readonly settledHeight: number;
  /**
   * Resolves once all are on the disk; puts that wait share one sync. What is held or erased already is left as it is.
   * Until a block settles it, content belongs to the transaction that brought it last.
   * @throws AnnalsError `store.full`.
   */
  put(sidecars: readonly Sidecar[]): Promise<void>;
  has(hash: Hash): boolean;
  status(hash: Hash): SidecarStatus;
  /** The content, or undefined when it is not held. @throws AnnalsError `store.damaged` when its bytes have changed. */
  get(hash: Hash): Promise<Uint8Array | undefined>;
  owner(hash: Hash): TransactionId | undefined;
  /** Notes what a block has decided. Blocks come in order; one that is told again changes nothing. */
  settle(content: SettledContent): Promise<void>;
  /** What committed transactions name and nobody has brought yet. */
  missing(page: PageRequest): Promise<Page<NamedSidecar>>;
  /** What is held and not settled: of transactions that wait, and of those that never came into a block. */
  unsettled(page: PageRequest): Promise<Page<NamedSidecar>>;
  /**
   * Destroys content: overwrites its bytes on the disk, reads back that they are gone, and remembers that it was
   * erased. Finished after a crash when the store opens again. For what was erased before it reads back again, since a
   * restored file may have brought it back. True when there was something to destroy.
   */
  erase(hash: Hash): Promise<boolean>;
  /**
   * The same for content that no block has settled and this transaction brought: it is forgotten, and may come again.
   * Left alone when it is settled, or has been brought by another transaction since.
   */
  discard(sidecar: NamedSidecar): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * What a part of the node keeps for itself beside the chain, such as subscriptions: few and small values by name, all
 * of which it holds in memory.
 */
export interface KeptValues {
  /** All of them. */
  entries(): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Writes and, where the value is null, deletes: all or nothing, and on the disk when it resolves. */
  write(changes: ReadonlyMap<string, Uint8Array | null>): Promise<void>;
  close(): Promise<void>;
}

/**
 * The vote log: what this validator has signed, on the disk before it is sent (LAW 4). Entries are opaque here.
 */
export interface VoteLogStorage {
  /** The entries since the last reset, oldest first. */
  entries(): readonly Uint8Array[];
  /** Resolves once the entry is on the disk. Appends that wait share one sync. */
  append(entry: Uint8Array): Promise<void>;
  /** Replaces all entries by these, once a height is decided. Durable no later than the next append. */
  reset(entries: readonly Uint8Array[]): Promise<void>;
  close(): Promise<void>;
}
