/**
 * Sidecar sync: sealed content that committed blocks name and this node does not hold is fetched from peers in the
 * background. What is missing is remembered across restarts; what was erased is never fetched again (LAW 10).
 */
import { stateKey } from '@annals/ledger/block';
import { decodeShape, encodeShape, equalBytes, joinHashes, shape, splitHashes } from '@annals/ledger/codec';
import type { PublicKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { checkSidecar, decodeSidecar, expectedSidecar, MAX_SIDECAR_BYTES, sidecarHash } from '@annals/ledger/sidecar';
import { readValue } from '@annals/ledger/state';
import { decodeTransaction } from '@annals/ledger/transaction';
import { PeerChoice } from '../asking/index.ts';
import { isErased } from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import { NETWORK_LIMITS } from '../network/limits.ts';
import type { Network, PeerName } from '../network/network.ts';
import { type PeerAccount, readOnAccount } from '../network/peer-account.ts';
import type { NamedSidecar, Sidecar, SidecarStore, Store } from '../store/store.ts';
import { onTurn, Turns } from '../turns.ts';
import { SYNC_LIMITS } from './limits.ts';

export interface SidecarSyncParts {
  readonly store: Store;
  readonly sidecars: SidecarStore;
  readonly network: Network;
  readonly log: Log;
  readonly later: Later;
  readonly nowMs: () => number;
  /** Whether blocks are being fetched that this node missed: what they name may be erased by later ones. */
  readonly isCatchingUp: () => boolean;
  /** Whether this node knows of the present: one that was restored must not give what was erased meanwhile. */
  readonly mayGive: () => boolean;
}

/** Hashes in one request. */
const MAX_ASKED = 64;
const MAX_ANSWER_BYTES = NETWORK_LIMITS.requests.sidecars.responseBytes;
/** An answer is closed once it is this long: whatever sidecar comes last still fits below its bound. */
const ANSWER_BYTES = 12 * 1024 * 1024;
const PAUSE_MS = 1_000;
/** While there is more to fetch, the next request follows at once. */
const NEXT_MS = 1;
/** A store that is full is not filled by asking again each second: an operator has to do something. */
const FULL_PAUSE_MS = 30_000;

/** One for each hash asked for, in their order, as far as an answer goes; null for what is not given. */
const answerShape = shape.list(shape.nullable(shape.bytes({ min: 0, max: MAX_SIDECAR_BYTES })), MAX_ASKED);

export class SidecarSync {
  readonly #parts: SidecarSyncParts;
  readonly #choice: PeerChoice;
  /** Answers take turns with each other. */
  readonly #turns = new Turns();
  #cancel: (() => void) | undefined;
  #isStopped = false;
  #isFull = false;
  /** Where the next request begins: what nobody has must not keep the rest from being asked for. */
  #after: string | null = null;

  constructor(parts: SidecarSyncParts) {
    this.#parts = parts;
    this.#choice = new PeerChoice({ ...parts, restMs: 0 });
    parts.network.onRequest('sidecars', (from, body) => this.#answer(from, body));
  }

  start(): void {
    this.#schedule(PAUSE_MS);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #schedule(delayMs: number): void {
    if (this.#isStopped) return;
    this.#cancel = this.#parts.later(delayMs, () => {
      void this.#round().then((hasMore) => this.#schedule(hasMore ? NEXT_MS : this.#isFull ? FULL_PAUSE_MS : PAUSE_MS));
    });
  }

  /** Asks for some of what is missing; true when something came and more may. */
  async #round(): Promise<boolean> {
    const { sidecars, log, isCatchingUp } = this.#parts;
    if (isCatchingUp()) return false;
    try {
      const { items, next } = await sidecars.missing({ after: this.#after, limit: MAX_ASKED });
      if (await this.#gather(items)) return true;
      this.#after = next;
    } catch (cause) {
      if (cause instanceof AnnalsError && cause.code === 'store.full') this.#noteFull(true);
      else log.warn({ cause }, 'sealed content that is missing could not be fetched');
    }
    return false;
  }

  /** Whether any of it came. What the disk says ends it, and is no fault of a peer. */
  async #gather(items: readonly NamedSidecar[]): Promise<boolean> {
    let missing = items;
    let failure: { readonly cause: unknown } | undefined;
    await this.#choice.ask({
      patienceMs: SYNC_LIMITS.sidecarPatienceMs,
      isDone: () => this.#isStopped || missing.length === 0 || failure !== undefined,
      attempt: async (peer) => {
        const asked = missing;
        const arrived = await this.#fetch(peer, asked);
        if (arrived.length === 0) return { type: 'empty' };
        try {
          await this.#parts.sidecars.put(arrived);
        } catch (cause) {
          failure = { cause };
        }
        const hashes = new Set(arrived.map(({ owner }) => owner));
        missing = missing.filter(({ owner }) => !hashes.has(owner));
        return arrived.length === asked.length
          ? { type: 'useful' }
          : { type: 'short', parts: asked.length / arrived.length };
      },
    });
    if (failure) throw failure.cause;
    if (missing.length < items.length) this.#noteFull(false);
    return missing.length < items.length;
  }

  /** Says once that nothing more fits, and once that it does again. */
  #noteFull(isFull: boolean): void {
    const { log } = this.#parts;
    if (isFull && !this.#isFull) {
      log.warn({}, 'there is no room for sealed content that is missing: raise maxSidecarBytes or add disk');
    }
    if (!isFull && this.#isFull) log.info({}, 'there is room for sealed content again');
    this.#isFull = isFull;
  }

  /** What a peer has of it. @throws RequestError, AnnalsError `codec.*`, `sidecar.mismatch`. */
  async #fetch(peer: PeerName, missing: readonly NamedSidecar[]): Promise<readonly Sidecar[]> {
    const { network, log } = this.#parts;
    const body = joinHashes(missing.map(({ hash }) => hash));
    try {
      const account = network.account(peer);
      const answer = await network.request(peer, 'sidecars', body, SYNC_LIMITS.requestTimeoutMs);
      const given = readOnAccount(account, 'sealed content', () => decodeShape(answerShape, answer, MAX_ANSWER_BYTES));
      const arrived = missing.flatMap((one, i) => {
        const bytes = given[i] ?? null;
        return bytes !== null && account.charge(() => this.#fits(one, bytes)) ? [{ ...one, bytes }] : [];
      });
      const isLie = (): boolean =>
        given.some((bytes, i) => bytes && missing[i] && !equalBytes(sidecarHash(bytes), missing[i].hash));
      if (arrived.length === 0 && account.charge(isLie))
        throw new AnnalsError('sidecar.mismatch', 'it is not what was asked for');
      return arrived;
    } catch (cause) {
      log.debug({ peer, cause }, 'a peer did not give sealed content');
      throw cause;
    }
  }

  #fits({ owner }: NamedSidecar, bytes: Uint8Array): boolean {
    const stored = bytes.length <= MAX_SIDECAR_BYTES ? this.#parts.store.transaction(owner) : undefined;
    const expected = stored && expectedSidecar(decodeTransaction(stored.bytes));
    if (!expected || isErased(this.#parts.store.state, expected.record)) return false;
    return checkSidecar(expected, bytes, this.#networkKey()).ok;
  }

  #networkKey(): PublicKey | undefined {
    return readValue(this.#parts.store.state, stateKey.networkKey)?.key.publicKey;
  }

  async #answer(from: PeerName, body: Uint8Array): Promise<Uint8Array> {
    const account = this.#parts.network.account(from);
    const asked = readOnAccount(account, 'a request for sealed content', () => splitHashes(body, MAX_ASKED));
    const found: (Uint8Array | null)[] = [];
    let sizeBytes = 0;
    for (const hash of asked) {
      if (sizeBytes >= ANSWER_BYTES) break;
      // One in a turn, on the account of who asks (ATTACK answers-in-one-turn).
      const bytes = await onTurn(this.#turns, account, () => this.#given(hash, account));
      sizeBytes += bytes?.length ?? 0;
      found.push(bytes);
    }
    return account.charge(() => encodeShape(answerShape, found));
  }

  /** What a peer may have: not what is erased, even while it is still being destroyed here. */
  async #given(hash: Uint8Array, account: PeerAccount): Promise<Uint8Array | null> {
    const { sidecars, store, mayGive } = this.#parts;
    const bytes = mayGive() ? await account.charge(() => sidecars.get(hash)) : undefined;
    return bytes && !account.charge(() => isErased(store.state, decodeSidecar(bytes).record)) ? bytes : null;
  }
}
