/**
 * The duties that end a hidden read: at its date a validator that was told what it hides discloses it; where none was,
 * validators open its package together; what nobody could open in time is marked as overdue (PROTOCOL hidden-read).
 */
import { type HiddenRead, type PendingHiddenRead, stateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError, invariant } from '@annals/ledger/errors';
import { readValue } from '@annals/ledger/state';
import type { HiddenDisclosure } from '@annals/ledger/transaction';
import type { Chain } from '../chain/index.ts';
import type { Duty, DutyTime, DutyTransaction } from '../duties/index.ts';
import type { Log } from '../log.ts';
import type { KeptDisclosures } from './kept-disclosures.ts';

export interface RevealParts {
  readonly chain: Chain;
  readonly kept: KeptDisclosures;
  /** Opens a package with the shares of others. */
  readonly open: (
    transaction: TransactionId,
    hidden: HiddenRead,
    signal: AbortSignal,
  ) => Promise<HiddenDisclosure | undefined>;
  readonly log: Log;
}

/** Whoever was told goes first: a package is opened when it is still closed after this time. */
const OPEN_AFTER_MS = 5_000;
const OPEN_AGAIN_AFTER_MS = 10_000;
/** A transaction that came too early after all stands refused on the chain; after this time another is made. */
const ATTEMPT_MS = 30_000;
/** Opened packages that wait for their block. */
const MAX_OPENED = 64;

export class Reveals {
  readonly #parts: RevealParts;
  readonly #opened = new Map<TransactionId, HiddenDisclosure>();
  /** When a package may be tried again, by the clock that never jumps; never where it cannot be opened at all. */
  readonly #notBeforeMs = new Map<TransactionId, number>();
  readonly #stopping = new AbortController();
  #opening: Promise<void> | undefined;
  #forget: (() => void) | undefined;

  constructor(parts: RevealParts) {
    this.#parts = parts;
  }

  /** Begins to forget what the ledger discloses. */
  start(): void {
    const { chain, kept } = this.#parts;
    for (const transaction of kept.transactions()) this.#forgetIfDisclosed(transaction);
    this.#forget = chain.onApplied(({ transactions }) => {
      for (const { payload } of transactions) {
        if (payload.kind === 'access.reveal') this.#forgetIfDisclosed(payload.body.transaction);
      }
    });
  }

  async stop(): Promise<void> {
    this.#forget?.();
    this.#stopping.abort();
    await this.#opening;
  }

  /** The duties, for the validator that submits them. */
  duties(): readonly Duty[] {
    return [
      { name: 'reveal', by: 'any', due: (now) => this.#dueReveals(now) },
      { name: 'overdue', by: 'any', due: (now) => this.#dueOverdue(now) },
    ];
  }

  #dueReveals(now: DutyTime): readonly DutyTransaction[] {
    const due = this.#pending().filter(({ revealMs }) => hasCome(now, revealMs));
    const unknown = due.filter(({ transaction }) => !this.#disclosure(transaction));
    this.#openNext(unknown, now);
    const told = this.#parts.kept.transactions().filter((transaction) => this.#isOverdue(transaction));
    const known = new Set([...due.map(({ transaction }) => transaction), ...told]);
    return [...known].flatMap((transaction) => {
      const disclosure = this.#disclosure(transaction);
      const key = attempt(transaction, now);
      return disclosure ? [{ kind: 'access.reveal', body: { transaction, disclosure }, key } as const] : [];
    });
  }

  #dueOverdue(now: DutyTime): readonly DutyTransaction[] {
    const parameters = readValue(this.#parts.chain.state, stateKey.parameters);
    invariant(parameters, 'the state holds no parameters');
    return this.#pending()
      .filter(({ revealMs }) => hasCome(now, revealMs + parameters.revealGraceMs))
      .filter(({ transaction }) => !this.#disclosure(transaction))
      .map(({ transaction }) => ({ kind: 'access.overdue', body: { transaction }, key: attempt(transaction, now) }));
  }

  #pending(): readonly PendingHiddenRead[] {
    return readValue(this.#parts.chain.state, stateKey.hiddenPending) ?? [];
  }

  #hidden(transaction: TransactionId): HiddenRead | undefined {
    return readValue(this.#parts.chain.state, stateKey.hidden(transaction));
  }

  #isOverdue(transaction: TransactionId): boolean {
    return this.#hidden(transaction)?.status === 'overdue';
  }

  #disclosure(transaction: TransactionId): HiddenDisclosure | undefined {
    return this.#parts.kept.get(transaction) ?? this.#opened.get(transaction);
  }

  /** Opens one package at a time, the one that has waited longest. */
  #openNext(unknown: readonly PendingHiddenRead[], now: DutyTime): void {
    if (this.#opening || this.#stopping.signal.aborted || this.#opened.size >= MAX_OPENED) return;
    const next = unknown.find(
      ({ transaction, revealMs }) =>
        hasCome(now, revealMs + OPEN_AFTER_MS) && now.nowMs >= (this.#notBeforeMs.get(transaction) ?? 0),
    );
    const hidden = next && this.#hidden(next.transaction);
    if (!next || !hidden) return;
    this.#notBeforeMs.set(next.transaction, now.nowMs + OPEN_AGAIN_AFTER_MS);
    this.#opening = this.#open(next.transaction, hidden).finally(() => {
      this.#opening = undefined;
    });
  }

  async #open(transaction: TransactionId, hidden: HiddenRead): Promise<void> {
    const { log, open } = this.#parts;
    try {
      const disclosure = await open(transaction, hidden, this.#stopping.signal);
      if (disclosure) this.#opened.set(transaction, disclosure);
    } catch (cause) {
      const code = cause instanceof AnnalsError ? cause.code : undefined;
      if (code === 'hidden.malformed' || code === 'seal.open-failed') {
        this.#notBeforeMs.set(transaction, Number.POSITIVE_INFINITY);
        log.warn({ transaction, cause }, 'the package of a hidden read hides nothing that could be disclosed');
      } else log.info({ transaction, cause }, 'the package of a hidden read could not be opened yet');
    }
  }

  #forgetIfDisclosed(transaction: TransactionId): void {
    if (this.#hidden(transaction)?.status !== 'disclosed') return;
    this.#opened.delete(transaction);
    this.#notBeforeMs.delete(transaction);
    this.#parts.kept.forget(transaction).catch((cause: unknown) => {
      this.#parts.log.warn({ transaction, cause }, 'what was disclosed of a hidden read could not be removed');
    });
  }
}

/** Whether a date has come by this clock: a transaction waits in the mempool until it has come by the agreed time. */
function hasCome({ wallMs }: DutyTime, dateMs: number): boolean {
  return wallMs >= dateMs;
}

function attempt(transaction: TransactionId, { wallMs }: DutyTime): string {
  return `${transaction}/${Math.floor(wallMs / ATTEMPT_MS)}`;
}
