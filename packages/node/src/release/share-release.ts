/**
 * Gives this validator's shares: for what a committed transaction was granted, while its lease lasts and its content
 * is kept, encrypted to its reader and to nobody else (LAW 2, PROTOCOL release). Whoever asks gets the same answer, so
 * it need not be the reader; how much a peer can ask is bounded.
 */
import { stateKey } from '@annals/ledger/block';
import { decodeShape, encodeShape, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { readValue } from '@annals/ledger/state';
import { makeOpeningShare, type OpeningShare } from '@annals/ledger/threshold';
import type { TransactionKind } from '@annals/ledger/transaction';
import { laterMs } from '../chain/index.ts';
import type { Log } from '../log.ts';
import { NETWORK_LIMITS } from '../network/limits.ts';
import type { Network, PeerName } from '../network/network.ts';
import { FREE_ACCOUNT, readOnAccount, type WorkAccount } from '../network/peer-account.ts';
import { CommittedRequests, type CommittedRequestsParts, requireTime } from './committed-requests.ts';
import { KeptShares } from './kept-shares.ts';
import type { HeldShare, KeyShares } from './key-shares.ts';
import { RELEASE_LIMITS } from './limits.ts';
import type { CommittedRequest, Grant, GrantedSeal, Opening } from './opening.ts';
import { type ShareAnswer, type ShareRequest, shareAnswerShape, shareRequestShape } from './share-protocol.ts';

export interface ShareReleaseParts extends CommittedRequestsParts {
  readonly keyShares: KeyShares;
  /** One for each kind of transaction that grants a read. */
  readonly openings: readonly Opening[];
  readonly network: Network;
  readonly wallMs: () => number;
  readonly log: Log;
}

/** What a request was granted, and by which transaction. */
export interface JudgedRequest extends Grant {
  readonly request: CommittedRequest;
}

export class ShareRelease {
  readonly #parts: ShareReleaseParts;
  readonly #openings: ReadonlyMap<TransactionKind, Opening>;
  readonly #kept = new KeptShares();
  readonly #requests: CommittedRequests;

  /** Answers the request `shares` of its network from now on. */
  constructor(parts: ShareReleaseParts) {
    this.#parts = parts;
    this.#openings = new Map(parts.openings.map((opening) => [opening.kind, opening]));
    this.#requests = new CommittedRequests(parts);
    parts.network.onRequest('shares', (from, body) => this.#answer(from, body));
  }

  /**
   * A transaction as this node has executed it.
   * @param work who pays for what it takes, here and below.
   * @throws AnnalsError `tx.not-found` when it does not within a moment, `release.busy`.
   */
  committed(id: TransactionId, work: WorkAccount = FREE_ACCOUNT): Promise<CommittedRequest> {
    return this.#requests.find(id, work);
  }

  /**
   * What a committed transaction lets its reader open now. All that it takes is charged, and found once (ATTACK free-searches).
   * @throws AnnalsError `release.not-granted`, `release.lease-ended`, `release.erased`, `release.busy`.
   */
  async judge(
    request: CommittedRequest,
    disclosure: Uint8Array | null,
    work: WorkAccount = FREE_ACCOUNT,
  ): Promise<JudgedRequest> {
    const opening = this.#openings.get(request.transaction.payload.kind);
    if (!opening) throw new AnnalsError('release.not-granted', 'a transaction of this kind grants no read');
    const grant = await opening.grant(request, disclosure, work);
    this.#requireLease(grant);
    return { ...grant, request };
  }

  /**
   * This node's shares of a part of what was granted. What has to be found and made is charged to the account of who
   * asks; what was before costs nothing, so that asking again brings the rest.
   * @throws AnnalsError as {@link committed} and {@link judge}, and `release.not-held`.
   */
  async give(
    { transaction, epoch, from, count, disclosure }: ShareRequest,
    work: WorkAccount = FREE_ACCOUNT,
  ): Promise<ShareAnswer & { type: 'given' }> {
    const judged = await this.judge(await this.committed(transaction, work), disclosure, work);
    const held = epoch === null ? this.#parts.keyShares.current() : this.#parts.keyShares.ofEpoch(epoch);
    if (!held) throw new AnnalsError('release.not-held', 'this node holds no share of the epoch that is asked for');
    const shares: (OpeningShare | null)[] = [];
    for (const granted of judged.seals.slice(from, from + count)) {
      if (shares.length > 0 && shares.length % RELEASE_LIMITS.sharesPerTurn === 0) await nextTurn();
      // Between two turns the lease can end, the content be erased and the key be shared anew.
      this.#requireLease(judged);
      this.#requireKept(granted);
      shares.push(await this.#share(held, judged, granted, work));
    }
    return { type: 'given', epoch: held.key.epoch, shares };
  }

  async #share(
    { key, share }: HeldShare,
    { request, readerKey }: JudgedRequest,
    { item, section, locate }: GrantedSeal,
    work: WorkAccount,
  ): Promise<OpeningShare | null> {
    const { chain } = this.#parts.store;
    const transaction = request.transaction.id;
    const place = { chain, epoch: share.epoch, transaction, item, section, readerKey };
    const kept = this.#kept.get(place);
    if (kept) return kept;
    requireTime(work);
    const placed = await locate(work);
    if (!placed) return null;
    const made = work.charge(() => makeOpeningShare(key, share, place, placed));
    this.#kept.add(place, made);
    return made;
  }

  /** Neither a clock nor a chain that stands still prolongs a lease, and no proposer's clock cuts it short. */
  #requireLease({ endsMs }: Grant): void {
    const { store, wallMs } = this.#parts;
    if (laterMs(store.state, wallMs()) < endsMs) return;
    throw new AnnalsError('release.lease-ended', `the lease ended at ${new Date(endsMs).toISOString()}`);
  }

  #requireKept({ content }: GrantedSeal): void {
    const record = content && readValue(this.#parts.store.state, stateKey.record(content.record));
    if (record && record.erased !== null) {
      throw new AnnalsError('release.erased', `the content of the record was erased in block ${record.erased}`);
    }
  }

  async #answer(from: PeerName, body: Uint8Array): Promise<Uint8Array> {
    return encodeShape(shareAnswerShape, await this.#answerTo(from, body));
  }

  async #answerTo(from: PeerName, body: Uint8Array): Promise<ShareAnswer> {
    const { network, log } = this.#parts;
    const account = network.account(from);
    try {
      const request = readOnAccount(account, 'a request for shares', () =>
        decodeShape(shareRequestShape, body, NETWORK_LIMITS.requests.shares.requestBytes),
      );
      return await this.give(request, account);
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
      log.debug({ peer: from, code: error.code, reason: error.message }, 'no shares were given');
      return { type: 'refused', code: error.code };
    }
  }
}

/** Lets other work have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
