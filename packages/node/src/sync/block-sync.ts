/**
 * Block sync: a validator that was away, or an observer, fetches blocks from several peers at once, verifies each one's
 * whole certificate against the set of its height, in order, executes it and hands it to the one applier (FAILURES 12,
 * 20, 21, 22). With n - f correct peers it catches up as quickly as they answer, whatever the others do: see
 * {@link PeerChoice} (ATTACK slow-peer, ATTACK short-answers).
 */
import { consensusSetOf, verifyCommitCertificate } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { InvariantError } from '@annals/ledger/errors';
import { transactionsRootOf } from '@annals/ledger/state';
import { decodeTransaction, type Transaction, transactionIdOf } from '@annals/ledger/transaction';
import { type Outcome, PeerChoice } from '../asking/index.ts';
import type { Chain } from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import type { Network, PeerName } from '../network/network.ts';
import { type PeerAccount, readOnAccount } from '../network/peer-account.ts';
import type { Store, StoredBlock } from '../store/store.ts';
import { onTurn, Turns } from '../turns.ts';
import {
  decodeBlocks,
  decodeBlocksRequest,
  encodeBlocks,
  encodeBlocksRequest,
  fillsAnswer,
  MAX_BLOCKS_PER_ANSWER,
  readBlocks,
  type SyncedBlock,
} from './blocks-protocol.ts';
import { KeptBlocks } from './kept-blocks.ts';
import { SYNC_LIMITS } from './limits.ts';

export interface BlockSyncParts {
  readonly chain: Pick<Chain, 'chain' | 'head' | 'validators' | 'apply'>;
  readonly store: Pick<Store, 'blocks'>;
  readonly network: Pick<Network, 'onRequest' | 'peers' | 'request' | 'account'>;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly later: Later;
  /** A block that is final by its certificate is invalid here: the node must stop voting (FAILURES 27). */
  readonly onFork: (reason: string) => void;
}

/** Heights from one to another, both included, that are asked for together. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly isOver: Promise<void>;
}

const PROGRESS_LOG_MS = 5_000;

export class BlockSync {
  readonly #parts: BlockSyncParts;
  readonly #choice: PeerChoice;
  readonly #kept = new KeptBlocks();
  /** Answers that are given, and those that are read, take turns with each other. */
  readonly #turns = new Turns();
  #running: Promise<void> | undefined;
  /** Blocks are applied one after the other, whichever answer brings them. */
  #applying: Promise<void> = Promise.resolve();
  #isCatchingUp = false;
  #isPatient = false;
  #isStopped = false;
  /** How often what came was no block of this chain. */
  #liars = 0;
  /** Whether the last answer was as much as was asked for: there are more, and windows are asked for ahead. */
  #hasMore = false;
  #windowBlocks: number = SYNC_LIMITS.windowBlocks;
  #cancelPoll: (() => void) | undefined;
  #loggedMs = 0;
  #quietSinceMs: number;
  #heightThen = 0;

  constructor(parts: BlockSyncParts) {
    this.#parts = parts;
    this.#choice = new PeerChoice({ ...parts, restMs: SYNC_LIMITS.restMs });
    this.#quietSinceMs = parts.nowMs();
    parts.network.onRequest('blocks', async (peer, body) => {
      const { from, limit } = readOnAccount(parts.network.account(peer), 'a request for blocks', () =>
        decodeBlocksRequest(body),
      );
      return this.#answer(from, limit, parts.network.account(peer));
    });
  }

  /** Whether peers are being asked, be it only to find that they have nothing new. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Whether blocks are coming in that this node missed. */
  get isCatchingUp(): boolean {
    return this.#isCatchingUp;
  }

  /** @param mustAsk whether news must be asked for at the moment: a node without a seat is not told any. */
  start(mustAsk: () => boolean): void {
    this.#poll(mustAsk);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelPoll?.();
  }

  /**
   * It is proven that this height is decided. The very next height is given a moment: votes outrun proposals, and a
   * block that is being executed here would be fetched for nothing.
   */
  hint(height: number): void {
    const { chain, later } = this.#parts;
    if (height > chain.head.height + 1) {
      void this.#run();
      return;
    }
    if (this.#isPatient) return;
    this.#isPatient = true;
    later(SYNC_LIMITS.patienceMs, () => {
      this.#isPatient = false;
      if (chain.head.height < height) void this.#run();
    });
  }

  /** Asks every peer that is connected, until none gives anything new. */
  async catchUp(): Promise<void> {
    this.#choice.endRests();
    await this.#run();
  }

  #poll(mustAsk: () => boolean): void {
    this.#cancelPoll = this.#parts.later(SYNC_LIMITS.pollMs, () => {
      if (mustAsk() || this.#isQuiet()) void this.#run();
      if (!this.#isStopped) this.#poll(mustAsk);
    });
  }

  /** Whether no block has come for long; true once in that time. */
  #isQuiet(): boolean {
    const { height } = this.#parts.chain.head;
    const nowMs = this.#parts.nowMs();
    const isQuiet = height === this.#heightThen && nowMs - this.#quietSinceMs >= SYNC_LIMITS.quietMs;
    if (isQuiet || height !== this.#heightThen) this.#quietSinceMs = nowMs;
    this.#heightThen = height;
    return isQuiet;
  }

  #run(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#running ??= this.#fetchWindows().finally(() => {
      this.#running = undefined;
      this.#isCatchingUp = false;
    });
    return this.#running;
  }

  /** Window after window, some ahead, until nobody brings the block after the head. */
  async #fetchWindows(): Promise<void> {
    const { chain } = this.#parts;
    this.#hasMore = false;
    let windows: Window[] = [];
    while (!this.#isStopped) {
      const next = chain.head.height + 1;
      const liars = this.#liars;
      windows = windows.filter(({ to }) => to >= next);
      const [first] = windows;
      // What a window lacks although it is over is asked for again, by itself.
      if (!first || first.from > next) windows.unshift(this.#open(next, (first?.from ?? Infinity) - 1));
      while (this.#mayLookAhead(windows)) windows.push(this.#open((windows.at(-1) as Window).to + 1));
      await windows.shift()?.isOver;
      await this.#applying;
      // Where what came was a lie, somebody else is asked.
      if (chain.head.height < next && this.#liars === liars) return;
    }
  }

  #mayLookAhead(windows: readonly Window[]): boolean {
    return this.#hasMore && windows.length < SYNC_LIMITS.windows && this.#kept.sizeBytes < SYNC_LIMITS.keptBytes;
  }

  #open(from: number, most = Infinity): Window {
    const to = Math.min(most, from + this.#windowBlocks - 1);
    const isOver = this.#choice.ask({
      isDone: () => this.#isStopped || this.#firstMissing(from, to) === undefined || this.#isTooFarAhead(from),
      attempt: (peer) => this.#fetchFrom(peer, from, to),
    });
    return { from, to, isOver };
  }

  #isTooFarAhead(from: number): boolean {
    return from > this.#parts.chain.head.height + 1 && this.#kept.sizeBytes >= SYNC_LIMITS.keptBytes;
  }

  /** The first height of a window that is neither applied nor kept. */
  #firstMissing(from: number, to: number): number | undefined {
    const { head } = this.#parts.chain;
    for (let height = Math.max(from, head.height + 1); height <= to; height++) {
      if (!this.#kept.has(height)) return height;
    }
    return undefined;
  }

  /** Blocks for a peer, read a few at a time, when it is its turn and on its account (ATTACK answers-in-one-turn). */
  async #answer(from: number, limit: number, account: PeerAccount): Promise<Uint8Array> {
    const { store } = this.#parts;
    const blocks: StoredBlock[] = [];
    for (let isMore = true; isMore && blocks.length < limit; ) {
      const wanted = Math.min(SYNC_LIMITS.answerSlice, limit - blocks.length);
      const read = await onTurn(this.#turns, account, async () =>
        account.charge(() => store.blocks(from + blocks.length, wanted)),
      );
      blocks.push(...read);
      isMore = read.length === wanted && !fillsAnswer(blocks);
    }
    return onTurn(this.#turns, account, async () => account.charge(() => encodeBlocks(blocks)));
  }

  /** One request for what a window lacks. */
  async #fetchFrom(peer: PeerName, from: number, to: number): Promise<Outcome> {
    const { network, log, nowMs } = this.#parts;
    const first = this.#firstMissing(from, to);
    if (first === undefined) return { type: 'empty' };
    const limit = Math.min(to - first + 1, MAX_BLOCKS_PER_ANSWER);
    const beganMs = nowMs();
    let blocks: readonly SyncedBlock[];
    try {
      const body = encodeBlocksRequest({ from: first, limit });
      const answer = await network.request(peer, 'blocks', body, SYNC_LIMITS.requestTimeoutMs);
      blocks = await this.#read(peer, answer, limit);
    } catch (cause) {
      log.debug({ peer, from: first, cause }, 'a peer did not give the blocks asked for');
      throw cause;
    }
    const asked = blocks.filter(({ header: { height } }) => height >= first && height < first + limit);
    const isWhole = asked.length === limit || fillsAnswer(blocks);
    if (isWhole) this.#noteSpeed(nowMs() - beganMs);
    this.#hasMore = isWhole;
    for (const block of asked) this.#kept.add(block, peer);
    this.#isCatchingUp ||= asked.length >= SYNC_LIMITS.catchUpBlocks;
    this.#applying = this.#applying.then(() => this.#applyKept());
    if (asked.length === 0) return { type: 'empty' };
    return isWhole ? { type: 'useful' } : { type: 'short', parts: limit / asked.length };
  }

  /** What a peer answered, read on its account; a long answer a few blocks at a time, when it is its turn. */
  async #read(peer: PeerName, answer: Uint8Array, limit: number): Promise<readonly SyncedBlock[]> {
    const account = this.#parts.network.account(peer);
    if (answer.length <= SYNC_LIMITS.readAtOnceBytes) {
      return readOnAccount(account, 'blocks', () => decodeBlocks(answer, limit));
    }
    const reading = readBlocks(answer, limit);
    const blocks: SyncedBlock[] = [];
    for (let isMore = true; isMore; ) {
      isMore = await onTurn(this.#turns, account, async () =>
        readOnAccount(account, 'blocks', () => takeSome(reading, blocks)),
      );
    }
    return blocks;
  }

  /** Applies what has come, as far as nothing is missing and each block is certified. */
  async #applyKept(): Promise<void> {
    const { chain, network, log, onFork } = this.#parts;
    while (!this.#isStopped) {
      this.#kept.dropUpTo(chain.head.height);
      const kept = this.#kept.take(chain.head.height + 1);
      if (!kept) return;
      if (!network.account(kept.from).charge(() => this.#isCertified(kept.block, kept.from))) {
        this.#kept.dropFrom(kept.from);
        this.#choice.blame(kept.from);
        this.#liars += 1;
        return;
      }
      try {
        await this.#apply(kept.block);
      } catch (cause) {
        if (cause instanceof InvariantError) {
          this.#isStopped = true;
          onFork(cause.message);
        } else log.warn({ height: kept.block.header.height, cause }, 'a block from a peer could not be applied');
        return;
      }
      this.#logProgress();
    }
  }

  #noteSpeed(tookMs: number): void {
    const { quickMs, slowMs } = SYNC_LIMITS;
    if (tookMs < quickMs) this.#windowBlocks = Math.min(MAX_BLOCKS_PER_ANSWER, this.#windowBlocks * 2);
    if (tookMs > slowMs) this.#windowBlocks = Math.max(1, Math.floor(this.#windowBlocks / 2));
  }

  /**
   * The whole certificate, against the set that this node's own state says decides the height (FAILURES 22). The
   * transactions must be those that the certified header commits to: else a peer could put others under it and make
   * this node believe that a final block is invalid.
   */
  #isCertified({ header, hash, certificate, transactions }: SyncedBlock, peer: PeerName): boolean {
    const { chain, log } = this.#parts;
    const validators = consensusSetOf(chain.validators.current);
    const isFor = certificate.height === header.height && certificate.block === hash;
    const verdict = isFor ? verifyCommitCertificate(certificate, { chain: chain.chain, validators }) : undefined;
    const ids = transactions.map((bytes) => ({ id: transactionIdOf(bytes) }));
    if (verdict?.ok && equalBytes(transactionsRootOf(ids), header.transactionsRoot)) return true;
    log.warn({ peer, height: header.height }, 'a peer sent a block whose certificate or transactions do not verify');
    return false;
  }

  /**
   * Executes and applies. Signatures of the transactions are not verified again: the quorum that signed the block
   * verified them, and the state root shows that this node comes to the same result.
   */
  async #apply(block: SyncedBlock): Promise<void> {
    const transactions = block.transactions.map(decodeCertified);
    const { header, headerBytes, hash, certificate } = block;
    await this.#parts.chain.apply({ header, headerBytes, hash, transactions }, certificate);
  }

  #logProgress(): void {
    const { chain, log, nowMs } = this.#parts;
    if (nowMs() - this.#loggedMs < PROGRESS_LOG_MS) return;
    this.#loggedMs = nowMs();
    log.info({ height: chain.head.height, timeMs: chain.head.timeMs }, 'catching up with the chain');
  }
}

/** Takes some blocks more from an answer; false once there are none. */
function takeSome(reading: Iterator<SyncedBlock, void>, blocks: SyncedBlock[]): boolean {
  for (let taken = 0; taken < SYNC_LIMITS.answerSlice; taken++) {
    const { value, done } = reading.next();
    if (done || !value) return false;
    blocks.push(value);
  }
  return true;
}

/** A quorum has signed these bytes: that they cannot be read means that this release is too old or the quorum corrupt. */
function decodeCertified(bytes: Uint8Array): Transaction {
  try {
    // A copy: what the state keeps of it must not hold the whole answer.
    return decodeTransaction(bytes.slice());
  } catch (cause) {
    throw new InvariantError(
      `a final block holds a transaction that this release cannot read: ${(cause as Error).message}`,
      { cause },
    );
  }
}
