/**
 * Dissemination: new transactions reach the other validators in batches, from whoever took them in, once; what a
 * validator still lacks when a block names it, it asks for by id (DESIGN: proposals name transactions by id).
 */
import { MAX_BLOCK_SIDECAR_BYTES } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import type { ErrorCode } from '@annals/ledger/errors';
import { transactionIdOf } from '@annals/ledger/transaction';
import { type Outcome, PeerChoice } from '../asking/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import { NETWORK_LIMITS } from '../network/limits.ts';
import type { Network, PeerName } from '../network/network.ts';
import { type PeerAccount, readOnAccount } from '../network/peer-account.ts';
import { onTurn, Turns } from '../turns.ts';
import { decodeBatch, decodeIds, encodeBatch, encodeIds, MAX_BATCH, type RawTransaction } from './batch.ts';
import type { TransactionIntake } from './intake.ts';
import type { Mempool, PooledTransaction } from './mempool.ts';

export interface DisseminationParts {
  readonly network: Network;
  readonly mempool: Mempool;
  readonly intake: TransactionIntake;
  readonly log: Log;
  /** A committed transaction with its sealed content, for peers that ask late. */
  readonly committed: (id: TransactionId) => Promise<RawTransaction | undefined>;
  readonly later: Later;
  readonly nowMs: () => number;
}

/** A batch leaves when it holds so many transactions or bytes, or after the delay, whichever comes first. */
const BATCH_TRANSACTIONS = 64;
const BATCH_BYTES = 192 * 1024;
const BATCH_DELAY_MS = 2;
/** What is still waiting after this time is sent again: a peer's queue was full, or it was away. */
const AGAIN_AFTER_MS = 3_000;
const AGAIN_AT_MOST = 1_000;
const MAX_MESSAGE_BYTES = NETWORK_LIMITS.channels.transaction.messageBytes;
const MAX_ANSWER_BYTES = NETWORK_LIMITS.requests.transactions.responseBytes;
/** Answers stay below the bound of an answer with room for their heads. */
const ANSWER_BYTES = MAX_ANSWER_BYTES - 1024 * 1024;
/** Ids that are looked up in one piece: a few reads of the store for each, a millisecond or two. */
const ANSWER_SLICE = 16;
const REQUEST_TIMEOUT_MS = 5_000;
/** The primary is given so long for the bodies of its block before others are asked as well: votes wait for them. */
const BODIES_PATIENCE_MS = 300;
/** Peers that are asked for the bodies of one block, whoever proposed it included. */
const MAX_PEERS_ASKED = 4;

export class Dissemination {
  readonly #parts: DisseminationParts;
  readonly #choice: PeerChoice;
  /** Answers take turns with each other. */
  readonly #turns = new Turns();
  #waiting: RawTransaction[] = [];
  #waitingBytes = 0;
  #cancelFlush: (() => void) | undefined;
  #cancelAgain: (() => void) | undefined;
  /** Transactions that this validator took in from clients and has not seen committed. */
  readonly #own = new Set<TransactionId>();
  #ownBefore: TransactionId[] = [];

  constructor(parts: DisseminationParts) {
    this.#parts = parts;
    this.#choice = new PeerChoice({ ...parts, restMs: 0 });
    parts.network.onMessage('transaction', (from, message) => this.#receive(from, message));
    parts.network.onRequest('transactions', (from, body) => this.#answer(from, body));
    this.#cancelAgain = parts.later(AGAIN_AFTER_MS, () => this.#sendAgain());
  }

  /** Sends a transaction from a client on to all other validators, with the next batch. */
  spread({ transaction, sidecar }: PooledTransaction): void {
    this.#own.add(transaction.id);
    this.#queue({ bytes: transaction.bytes, sidecar });
  }

  /** Forgets what is committed. */
  committed(ids: Iterable<TransactionId>): void {
    for (const id of ids) this.#own.delete(id);
  }

  /**
   * The transactions of a block, from the mempool or from peers, in order; undefined when no peer had what is missing,
   * or when the block names more sealed content than any correct primary does. `from` is asked first.
   */
  async collect(ids: readonly TransactionId[], from: PeerName | null): Promise<PooledTransaction[] | undefined> {
    const { mempool } = this.#parts;
    mempool.pin(ids);
    const missing = () => ids.filter((id) => !mempool.has(id));
    const isTooLarge = () => sidecarBytesOf(ids, mempool) > MAX_BLOCK_SIDECAR_BYTES;
    if (missing().length > 0) {
      await this.#choice.ask({
        first: from,
        mostPeers: MAX_PEERS_ASKED,
        patienceMs: BODIES_PATIENCE_MS,
        isDone: () => missing().length === 0 || isTooLarge(),
        attempt: (peer) => this.#fetchAll(peer, missing, isTooLarge),
      });
    }
    if (isTooLarge()) return undefined;
    const found: PooledTransaction[] = [];
    for (const id of ids) {
      const entry = mempool.get(id);
      if (!entry) return undefined;
      found.push(entry);
    }
    return found;
  }

  stop(): void {
    this.#cancelFlush?.();
    this.#cancelAgain?.();
  }

  /** An answer is bounded: as long as it brings some of what is missing, the same peer is asked for the rest. */
  async #fetchAll(
    peer: PeerName,
    missing: () => readonly TransactionId[],
    isTooLarge: () => boolean,
  ): Promise<Outcome> {
    const first = missing();
    for (let before = first; ; ) {
      await this.#fetch(peer, before.slice(0, MAX_BATCH));
      const left = missing();
      if (left.length === 0) return { type: 'useful' };
      if (left.length === before.length || isTooLarge()) {
        const brought = first.length - left.length;
        return brought === 0 ? { type: 'empty' } : { type: 'short', parts: first.length / brought };
      }
      before = left;
    }
  }

  /** Only what was asked for is taken: it is let in beyond the bounds of the mempool, and a peer can answer anything. */
  async #fetch(peer: PeerName, ids: readonly TransactionId[]): Promise<void> {
    const { network, intake, log } = this.#parts;
    const asked = new Set(ids);
    try {
      const answer = await network.request(peer, 'transactions', encodeIds(ids), REQUEST_TIMEOUT_MS);
      const account = network.account(peer);
      const batch = readOnAccount(account, 'transactions that were asked for', () =>
        decodeBatch(answer, MAX_ANSWER_BYTES).filter(({ bytes }) => asked.has(transactionIdOf(bytes))),
      );
      await intake.offer(batch, 'proposal', account);
    } catch (cause) {
      log.debug({ peer, missing: ids.length, cause }, 'a peer did not have the transactions of a block');
      throw cause;
    }
  }

  async #receive(from: PeerName, message: Uint8Array): Promise<void> {
    const { intake, network } = this.#parts;
    const account = network.account(from);
    const batch = readOnAccount(account, 'a batch of transactions', () => decodeBatch(message, MAX_MESSAGE_BYTES));
    const outcomes = await intake.offer(batch, 'peer', account);
    // Whoever sends one on has read it.
    const unreadable = outcomes.find((outcome) => !outcome.ok && outcome.id === null && isOfCodec(outcome.code));
    if (unreadable && !unreadable.ok) account.unreadable(`a transaction: ${unreadable.detail}`);
  }

  async #answer(from: PeerName, body: Uint8Array): Promise<Uint8Array> {
    const account = this.#parts.network.account(from);
    const ids = readOnAccount(account, 'a request for transactions', () => decodeIds(body));
    const found: RawTransaction[] = [];
    let sizeBytes = 0;
    for (let at = 0; at < ids.length && sizeBytes <= ANSWER_BYTES; at += ANSWER_SLICE) {
      for (const raw of await this.#lookUp(ids.slice(at, at + ANSWER_SLICE), account)) {
        if (!raw) continue;
        sizeBytes += sizeOf(raw);
        if (sizeBytes > ANSWER_BYTES) break;
        found.push(raw);
      }
    }
    return onTurn(this.#turns, account, async () => account.charge(() => encodeBatch(found)));
  }

  /** Some of what a peer asks for, when it is its turn and on its account (ATTACK answers-in-one-turn). */
  #lookUp(ids: readonly TransactionId[], account: PeerAccount): Promise<readonly (RawTransaction | undefined)[]> {
    const { mempool, committed } = this.#parts;
    return onTurn(this.#turns, account, () =>
      Promise.all(
        ids.map(async (id) => {
          const entry = mempool.get(id);
          if (entry) return { bytes: entry.transaction.bytes, sidecar: entry.sidecar };
          return account.charge(() => committed(id));
        }),
      ),
    );
  }

  #queue(raw: RawTransaction): void {
    if (this.#waitingBytes + sizeOf(raw) > BATCH_BYTES) this.#flush();
    this.#waiting.push(raw);
    this.#waitingBytes += sizeOf(raw);
    if (this.#waiting.length >= BATCH_TRANSACTIONS) this.#flush();
    else this.#cancelFlush ??= this.#parts.later(BATCH_DELAY_MS, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    if (this.#waiting.length === 0) return;
    const batch = encodeBatch(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#parts.network.send('all', 'transaction', batch);
  }

  #sendAgain(): void {
    const { mempool } = this.#parts;
    for (const id of this.#ownBefore) {
      const entry = this.#own.has(id) ? mempool.get(id) : undefined;
      if (entry) this.#queue({ bytes: entry.transaction.bytes, sidecar: entry.sidecar });
      else this.#own.delete(id);
    }
    // Only what was here a whole round ago is sent again, so that work in flight is not doubled.
    this.#ownBefore = [...this.#own].slice(0, AGAIN_AT_MOST);
    this.#cancelAgain = this.#parts.later(AGAIN_AFTER_MS, () => this.#sendAgain());
  }
}

/** A kind that is not known may be one of a later release. */
function isOfCodec(code: ErrorCode): boolean {
  return code.startsWith('codec.');
}

function sizeOf({ bytes, sidecar }: RawTransaction): number {
  return bytes.length + (sidecar?.length ?? 0);
}

function sidecarBytesOf(ids: readonly TransactionId[], mempool: Mempool): number {
  return ids.reduce((sum, id) => sum + (mempool.get(id)?.sidecar?.length ?? 0), 0);
}
