/**
 * The intake: every transaction that reaches this validator, from a client or a peer, is decoded once, checked once
 * and its signature verified once, and then waits in the mempool (LAW 9).
 */

import { stateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError, CATALOGUE, type ErrorCode } from '@annals/ledger/errors';
import { checkSidecar, expectedSidecar } from '@annals/ledger/sidecar';
import {
  awaitedDeadline,
  type BlockContext,
  checkTransaction,
  checkValidity,
  knowsSigner,
  readValue,
} from '@annals/ledger/state';
import { decodeTransaction, type Transaction, transactionIdOf } from '@annals/ledger/transaction';
import { type Chain, isErased } from '../chain/index.ts';
import { FREE_ACCOUNT, type PeerAccount } from '../network/peer-account.ts';
import { Turns } from '../turns.ts';
import type { RawTransaction } from './batch.ts';
import type { Mempool, PooledTransaction } from './mempool.ts';

/**
 * Who brought a transaction: a client is told at once what the ledger would refuse; a peer has asked already, and only
 * its signers are looked up; one that a block names is taken even when the mempool is full.
 */
export type Source = 'client' | 'peer' | 'proposal';

/** What became of an offer. */
export type Intake =
  | { readonly ok: true; readonly id: TransactionId; readonly isNew: boolean }
  | { readonly ok: false; readonly id: TransactionId | null; readonly code: ErrorCode; readonly detail: string };

/** Verifies transaction signatures, inline or in a worker; one verdict for each, in order. */
export type VerifySignatures = (transactions: readonly Transaction[]) => Promise<readonly boolean[]>;

export interface IntakeParts {
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly verifySignatures: VerifySignatures;
  readonly wallMs: () => number;
  /** Bytes of sealed content for which there is room on the disk; without it there always is. */
  readonly sidecarRoomBytes?: () => number;
  /**
   * Resolves with the next block, or after a moment without one. A client that has seen a block at one node may be
   * quicker at another than the block, and so may a peer: what seems unknown is looked for once more then.
   */
  readonly aMomentLater?: () => Promise<void>;
  /** Told of every transaction that is new in the mempool. */
  readonly onNew: (entry: PooledTransaction, source: Source) => void;
}

type Refusal = Extract<Intake, { ok: false }>;

/** Fit to be taken in once its signature is verified. */
interface ReadTransaction extends PooledTransaction {
  /** Whether the state knows the signer. */
  readonly isKnown: boolean;
}

/** Transactions decoded, checked and verified in one piece: about two milliseconds, which is a turn. */
const SLICE = 16;

export class TransactionIntake {
  readonly #parts: IntakeParts;
  readonly #turns = new Turns();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * Offers transactions; the outcomes are in their order. They are taken in slices, so that the event loop is never
   * kept for long; what a block names goes first, and accounts take turns. What a peer brings is charged to its account,
   * and waits until that has time.
   */
  async offer(
    batch: readonly RawTransaction[],
    source: Source,
    account: PeerAccount = FREE_ACCOUNT,
  ): Promise<Intake[]> {
    const outcomes = await this.#takeAllIn(batch, source, account);
    const { aMomentLater } = this.#parts;
    if (source === 'proposal' || !aMomentLater) return outcomes;
    const unknown = [...outcomes.entries()].filter(([, outcome]) => isAboutTheUnknown(outcome)).map(([at]) => at);
    if (unknown.length === 0) return outcomes;
    await aMomentLater();
    // Once for all of them, in slices and on the account as before (ATTACK second-look-for-free).
    const rest = unknown.map((at) => batch[at] as RawTransaction);
    for (const [i, outcome] of (await this.#takeAllIn(rest, source, account)).entries())
      outcomes[unknown[i] as number] = outcome;
    return outcomes;
  }

  async #takeAllIn(batch: readonly RawTransaction[], source: Source, account: PeerAccount): Promise<Intake[]> {
    const outcomes: Promise<Intake[]>[] = [];
    for (let at = 0; at < batch.length; at += SLICE) {
      if (source === 'peer') await account.turn();
      await this.#turns.begin(account.name, source === 'proposal', () => {
        const outcome = this.#takeIn(batch.slice(at, at + SLICE), source, account);
        outcomes.push(outcome);
        // A slice that fails while a later one waits for its turn is nobody's yet, and would end the process; whoever
        // offered the batch hears of it below (ATTACK failure-between-turns).
        return outcome.catch(() => undefined);
      });
    }
    return (await Promise.all(outcomes)).flat();
  }

  async #takeIn(slice: readonly RawTransaction[], source: Source, account: PeerAccount): Promise<Intake[]> {
    const outcomes: (Intake | ReadTransaction)[] = account.charge(() => slice.map((raw) => this.#read(raw, source)));
    const entries = outcomes.filter((outcome): outcome is ReadTransaction => 'transaction' in outcome);
    const verdicts = await account.charge(() =>
      this.#parts.verifySignatures(entries.map(({ transaction }) => transaction)),
    );
    const verified = new Map(entries.map((entry, i) => [entry, verdicts[i] === true]));
    return account.charge(() =>
      outcomes.map((outcome) =>
        'transaction' in outcome ? this.#admit(outcome, verified.get(outcome) === true, source) : outcome,
      ),
    );
  }

  #read(raw: RawTransaction, source: Source): Intake | ReadTransaction {
    const { chain, mempool } = this.#parts;
    if (raw.fault) {
      const { id, code, detail } = raw.fault;
      return { ok: false, id, code, detail };
    }
    const id = transactionIdOf(raw.bytes);
    // What comes again while it waits is not decoded again.
    if (mempool.has(id)) return { ok: true, id, isNew: false };
    let transaction: Transaction;
    try {
      // A copy: what waits in the mempool must not hold the whole message that it came in.
      transaction = decodeTransaction(raw.bytes.slice());
    } catch (error) {
      if (error instanceof AnnalsError) return { ok: false, id: null, code: error.code, detail: error.message };
      throw error;
    }
    const validity = checkValidity(chain.state, transaction, { chain: chain.chain, height: chain.head.height + 1 });
    if (validity !== 'ok') return refusal(id, validity, validityDetail(validity, transaction, chain));
    const { agency } = transaction.payload;
    // No block has room for it: it would wait for ever, and a faulty validator could fill the pool of the others with such.
    if (agency !== null && chain.state.get(stateKey.agency(agency)) === undefined) {
      return refusal(id, 'tx.signer-unknown', 'the acting agency is not a member');
    }
    const isKnown = this.#knowsSigner(transaction);
    // Keys cost nothing: who floods the pool with them takes it from those who are known.
    if (!isKnown && source !== 'proposal')
      return refusal(id, 'tx.signer-unknown', 'nobody known signs such with this key');
    const sidecar = raw.sidecar?.slice() ?? null;
    const isGone = isAboutErased(chain, transaction, sidecar);
    const unfit = isGone ? undefined : sidecarRefusal(chain, transaction, sidecar);
    if (unfit) return unfit;
    if (source === 'client') {
      if (sidecar && sidecar.length > (this.#parts.sidecarRoomBytes?.() ?? Infinity)) {
        return refusal(id, 'store.full', 'this node has no room for the sealed content of the transaction');
      }
      const refused = this.#wouldBeRefused(transaction);
      if (refused) return refused;
    }
    return { transaction, sidecar: isGone ? null : sidecar, isKnown };
  }

  #knowsSigner(transaction: Transaction): boolean {
    return knowsSigner(this.#parts.chain.state, transaction, this.#nextBlock());
  }

  #nextBlock(): BlockContext {
    const { chain, wallMs } = this.#parts;
    const { head } = chain;
    return { chain: chain.chain, height: head.height + 1, timeMs: Math.max(wallMs(), head.timeMs + 1) };
  }

  #wouldBeRefused(transaction: Transaction): Refusal | undefined {
    const check = checkTransaction(this.#parts.chain.state, transaction, this.#nextBlock());
    if (check.code === 'ok' || check.leavesTrace) return undefined;
    return refusal(transaction.id, check.code, check.message);
  }

  #admit(entry: ReadTransaction, isSigned: boolean, source: Source): Intake {
    const { id } = entry.transaction;
    if (!isSigned) return refusal(id, 'tx.bad-signature', 'the signature does not verify under the signer key');
    // While the signature was being verified, a block may have brought the transaction.
    if (this.#parts.chain.state.hasTransaction(id))
      return refusal(id, 'tx.replayed', 'it has been committed meanwhile');
    const awaitedMs = awaitedDeadline(this.#parts.chain.state, entry.transaction, this.#nextBlock());
    const waiting = awaitedMs === null ? entry : { ...entry, awaitedMs };
    const admission = this.#parts.mempool.add(waiting, source === 'proposal', entry.isKnown);
    if (!admission.ok) return refusal(id, admission.code, 'the mempool is full');
    if (admission.isNew) this.#parts.onNew(waiting, source);
    return { ok: true, id, isNew: admission.isNew };
  }
}

/** Whether it is refused because it names something, or is signed by somebody, that this node has not heard of. */
function isAboutTheUnknown(outcome: Intake): boolean {
  if (outcome.ok) return false;
  return outcome.code === 'tx.signer-unknown' || CATALOGUE[outcome.code].http === 404;
}

function refusal(id: TransactionId, code: ErrorCode, detail: string): Refusal {
  return { ok: false, id, code, detail };
}

function validityDetail(code: ErrorCode, { payload }: Transaction, { head }: Chain): string {
  switch (code) {
    case 'tx.expired':
      return `it was valid up to block ${payload.lastValid}; the next is ${head.height + 1}`;
    case 'tx.too-far':
      return `its last valid height ${payload.lastValid} lies beyond the validity window after block ${head.height}`;
    case 'tx.replayed':
      return 'a transaction with this id is committed';
    default:
      return 'it is signed for another chain';
  }
}

/**
 * Whether a transaction brings content of a record that is erased: the ledger refuses it, so that it needs no content
 * and must bring none back (PROTOCOL erasure). A block that names it is voted for all the same.
 */
function isAboutErased({ state }: Chain, transaction: Transaction, sidecar: Uint8Array | null): boolean {
  // A new record's id is not there yet; only one that is offered a second time, when its content is gone, is.
  if (transaction.payload.kind === 'record.issue' && sidecar !== null) return false;
  const expected = expectedSidecar(transaction);
  return expected !== null && isErased(state, expected.record);
}

/** Why the sealed content does not belong to the transaction; undefined when it does, or when none is due or given. */
function sidecarRefusal(chain: Chain, transaction: Transaction, sidecar: Uint8Array | null): Refusal | undefined {
  const { id } = transaction;
  const expected = expectedSidecar(transaction);
  if (expected === null) {
    return sidecar === null
      ? undefined
      : refusal(id, 'sidecar.mismatch', 'the transaction names no sealed content, but some was sent');
  }
  if (sidecar === null)
    return refusal(id, 'sidecar.mismatch', 'the transaction names sealed content, which must be sent with it');
  const networkKey = readValue(chain.state, stateKey.networkKey)?.key.publicKey;
  const verdict = checkSidecar(expected, sidecar, networkKey);
  return verdict.ok ? undefined : refusal(id, verdict.code, verdict.message);
}
