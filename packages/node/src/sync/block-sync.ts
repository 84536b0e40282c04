/**
 * Block sync: a validator that was away, or an observer, fetches blocks from its peers, verifies each one's whole
 * certificate against the set of its height, executes it and hands it to the one applier (FAILURES 12, 20, 21, 22).
 */
import { consensusSetOf, verifyCommitCertificate } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { InvariantError } from '@annals/ledger/errors';
import { transactionsRootOf } from '@annals/ledger/state';
import { decodeTransaction, type Transaction, transactionIdOf } from '@annals/ledger/transaction';
import type { Chain } from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import type { Network, PeerName } from '../network/network.ts';
import { readOnAccount } from '../network/peer-account.ts';
import type { Store } from '../store/store.ts';
import {
  decodeBlocks,
  decodeBlocksRequest,
  encodeBlocks,
  encodeBlocksRequest,
  MAX_BLOCKS_PER_ANSWER,
  type SyncedBlock,
} from './blocks-protocol.ts';

export interface BlockSyncParts {
  readonly chain: Chain;
  readonly store: Store;
  readonly network: Network;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly later: Later;
  /** A block that is final by its certificate is invalid here: the node must stop voting (FAILURES 27). */
  readonly onFork: (reason: string) => void;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** A hint that turned out empty is not followed again for so long: a peer may claim any height. */
const EMPTY_HINT_PAUSE_MS = 900;
/** How often a node that holds no seat asks for news. */
const POLL_MS = 1_000;
/** How long the block after the head may be on its way, or being executed, before it is fetched. */
const PATIENCE_MS = 150;
/** A node that misses fewer blocks than this has only been slow for a moment, and goes on taking transactions. */
const CATCH_UP_BLOCKS = 8;
const PROGRESS_LOG_MS = 5_000;

export class BlockSync {
  readonly #parts: BlockSyncParts;
  readonly #emptyUntilMs = new Map<PeerName, number>();
  #running: Promise<void> | undefined;
  #isCatchingUp = false;
  #isPatient = false;
  #isStopped = false;
  #cancelPoll: (() => void) | undefined;
  #loggedMs = 0;

  constructor(parts: BlockSyncParts) {
    this.#parts = parts;
    parts.network.onRequest('blocks', async (peer, body) => {
      const { from, limit } = readOnAccount(parts.network.account(peer), 'a request for blocks', () =>
        decodeBlocksRequest(body),
      );
      return encodeBlocks(parts.store.blocks(from, limit));
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
   * Something suggests that a peer has this height. `from` is asked first; a claim that proves empty costs one request.
   * The very next height is given a moment: votes outrun proposals, and a block that is being executed here would be
   * fetched for nothing.
   */
  hint(from: PeerName | null, height: number): void {
    const { chain, later } = this.#parts;
    if (height > chain.head.height + 1) {
      void this.#run(from);
      return;
    }
    if (this.#isPatient) return;
    this.#isPatient = true;
    later(PATIENCE_MS, () => {
      this.#isPatient = false;
      if (chain.head.height < height) void this.#run(from);
    });
  }

  /** Asks every peer that is connected, until none gives anything new. */
  async catchUp(): Promise<void> {
    this.#emptyUntilMs.clear();
    await this.#run(null);
  }

  #poll(mustAsk: () => boolean): void {
    this.#cancelPoll = this.#parts.later(POLL_MS, () => {
      if (mustAsk()) void this.#run(null);
      if (!this.#isStopped) this.#poll(mustAsk);
    });
  }

  #run(from: PeerName | null): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#running ??= this.#askInTurn(from).finally(() => {
      this.#running = undefined;
      this.#isCatchingUp = false;
    });
    return this.#running;
  }

  async #askInTurn(from: PeerName | null): Promise<void> {
    for (const peer of this.#peers(from)) {
      while (!this.#isStopped && (await this.#fetchFrom(peer)));
    }
  }

  /** Who is asked, in order: whoever gave the hint, then those that were heard most lately; a frozen one comes last. */
  #peers(from: PeerName | null): PeerName[] {
    const nowMs = this.#parts.nowMs();
    const connected = this.#parts.network.peers().filter((peer) => peer.connected);
    const names = connected.sort((a, b) => (b.lastSeenMs ?? 0) - (a.lastSeenMs ?? 0)).map(({ peer }) => peer);
    const ordered = from === null ? names : [from, ...names.filter((peer) => peer !== from)];
    return ordered.filter((peer) => (this.#emptyUntilMs.get(peer) ?? 0) <= nowMs);
  }

  /** One request; true when it brought something new and there may be more. */
  async #fetchFrom(peer: PeerName): Promise<boolean> {
    const { chain, network, log, nowMs } = this.#parts;
    const from = chain.head.height + 1;
    let applied = 0;
    try {
      const answer = await network.request(
        peer,
        'blocks',
        encodeBlocksRequest({ from, limit: MAX_BLOCKS_PER_ANSWER }),
        REQUEST_TIMEOUT_MS,
      );
      const blocks = readOnAccount(network.account(peer), 'blocks', () => decodeBlocks(answer));
      for (const block of blocks) {
        if (this.#isStopped) return false;
        if (block.header.height > chain.head.height + 1) break;
        if (block.header.height <= chain.head.height) continue;
        if (!this.#isCertified(block, peer)) break;
        await this.#apply(block);
        applied += 1;
        this.#isCatchingUp ||= blocks.length >= CATCH_UP_BLOCKS;
        this.#logProgress();
      }
    } catch (cause) {
      if (cause instanceof InvariantError) {
        this.#isStopped = true;
        this.#parts.onFork(cause.message);
        return false;
      }
      log.debug({ peer, from, cause }, 'a peer did not give the blocks asked for');
    }
    if (applied === 0) this.#emptyUntilMs.set(peer, nowMs() + EMPTY_HINT_PAUSE_MS);
    return applied > 0;
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

/** A quorum has signed these bytes: that they can not be read means that this release is too old or the quorum corrupt. */
function decodeCertified(bytes: Uint8Array): Transaction {
  try {
    // A copy: what the state keeps of it must not hold the whole answer.
    return decodeTransaction(bytes.slice());
  } catch (cause) {
    throw new InvariantError(
      `a final block holds a transaction that this release can not read: ${(cause as Error).message}`,
      { cause },
    );
  }
}
