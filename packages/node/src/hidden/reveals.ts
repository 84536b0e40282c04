/**
 * The duties that end a hidden read: at its date a validator that was told what it hides discloses it; where none was,
 * validators open its package together; what nobody could open in time is marked as overdue, and tried on, ever more
 * seldom, until it is disclosed (PROTOCOL hidden-read, ATTACK tried-once).
 */
import { type HiddenRead, type PendingHiddenRead, stateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { readValue, requireValue } from '@annals/ledger/state';
import type { HiddenDisclosure } from '@annals/ledger/transaction';
import type { Chain } from '../chain/index.ts';
import type { Duty, DutyTime, DutyTransaction } from '../duties/index.ts';
import type { Log } from '../log.ts';
import type { Page, Store } from '../store/store.ts';
import type { KeptDisclosures } from './kept-disclosures.ts';

export interface RevealParts {
  readonly chain: Chain;
  readonly kept: KeptDisclosures;
  /** Lists the hidden reads of the state. */
  readonly store: Pick<Store, 'stateRange'>;
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
/** The pause doubles up to this: holders that come back, or a key that is shared anew, are met within the hour. */
const OPEN_AGAIN_MOST_MS = 3_600_000;
/** Overdue reads that are tried on: of an hour each, one a second. The agencies that made them are counted in public. */
const MAX_OVERDUE = 4_096;
/** Hidden reads that are looked at in one turn, when a node starts. */
const PAGE = 200;
/** A transaction that came too early after all stands refused on the chain; after this time another is made. */
const ATTEMPT_MS = 30_000;
/** Opened packages that wait for their block. */
const MAX_OPENED = 64;

export class Reveals {
  readonly #parts: RevealParts;
  readonly #opened = new Map<TransactionId, HiddenDisclosure>();
  /** When a package may be tried again, by the clock that never jumps; never where it cannot be opened at all. */
  readonly #attempts = new Map<TransactionId, { readonly count: number; readonly notBeforeMs: number }>();
  /** Reads that are overdue and that this node was not told of: the state lists only those that wait for their date. */
  readonly #overdue = new Set<TransactionId>();
  readonly #stopping = new AbortController();
  #opening: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
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
        if (payload.kind === 'access.overdue') this.#noteIfOverdue(payload.body.transaction);
      }
    });
    this.#looking = this.#lookForOverdue();
  }

  async stop(): Promise<void> {
    this.#forget?.();
    this.#stopping.abort();
    await Promise.all([this.#opening, this.#looking]);
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
    const overdue = [...this.#overdue].flatMap((transaction) => {
      const hidden = this.#hidden(transaction);
      return hidden ? [{ transaction, revealMs: hidden.revealMs }] : [];
    });
    this.#openNext(
      [...due, ...overdue].filter(({ transaction }) => !this.#disclosure(transaction)),
      now,
    );
    const told = this.#parts.kept.transactions().filter((transaction) => this.#isOverdue(transaction));
    const known = new Set([...due, ...overdue].map(({ transaction }) => transaction).concat(told));
    return [...known].flatMap((transaction) => {
      const disclosure = this.#disclosure(transaction);
      const key = attempt(transaction, now);
      return disclosure ? [{ kind: 'access.reveal', body: { transaction, disclosure }, key } as const] : [];
    });
  }

  #dueOverdue(now: DutyTime): readonly DutyTransaction[] {
    const parameters = requireValue(this.#parts.chain.state, stateKey.parameters);
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

  /** Opens one package at a time, of those that may be tried the one that has waited longest. */
  #openNext(unknown: readonly Pick<PendingHiddenRead, 'transaction' | 'revealMs'>[], now: DutyTime): void {
    if (this.#opening || this.#stopping.signal.aborted || this.#opened.size >= MAX_OPENED) return;
    const sinceMs = ({ transaction }: { readonly transaction: TransactionId }) =>
      this.#attempts.get(transaction)?.notBeforeMs ?? Number.NEGATIVE_INFINITY;
    const [next] = unknown
      .filter((one) => hasCome(now, one.revealMs + OPEN_AFTER_MS) && now.nowMs >= sinceMs(one))
      .sort((a, b) => (sinceMs(a) < sinceMs(b) ? -1 : Number(sinceMs(a) > sinceMs(b))));
    const hidden = next && this.#hidden(next.transaction);
    if (!next || !hidden) return;
    const count = (this.#attempts.get(next.transaction)?.count ?? 0) + 1;
    const pauseMs = Math.min(OPEN_AGAIN_MOST_MS, OPEN_AGAIN_AFTER_MS * 2 ** (count - 1));
    this.#attempts.set(next.transaction, { count, notBeforeMs: now.nowMs + pauseMs });
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
        this.#attempts.set(transaction, { count: 0, notBeforeMs: Number.POSITIVE_INFINITY });
        this.#overdue.delete(transaction);
        log.warn({ transaction, cause }, 'the package of a hidden read hides nothing that could be disclosed');
      } else log.info({ transaction, cause }, 'the package of a hidden read could not be opened yet');
    }
  }

  #noteIfOverdue(transaction: TransactionId): void {
    const isHopeless = this.#attempts.get(transaction)?.notBeforeMs === Number.POSITIVE_INFINITY;
    if (this.#isOverdue(transaction) && !isHopeless && this.#overdue.size < MAX_OVERDUE) this.#overdue.add(transaction);
  }

  /** Takes up what was overdue before this node started. */
  async #lookForOverdue(): Promise<void> {
    const { store, log } = this.#parts;
    const prefix = 'hidden/';
    try {
      for (let after: string | null = null; !this.#stopping.signal.aborted; ) {
        const page: Page<{ readonly key: string }> = await store.stateRange(prefix, { after, limit: PAGE });
        for (const { key } of page.items) this.#noteIfOverdue(key.slice(prefix.length) as TransactionId);
        if (page.next === null) return;
        after = page.next;
      }
    } catch (cause) {
      log.error({ cause }, 'it could not be looked up which hidden reads are overdue');
    }
  }

  #forgetIfDisclosed(transaction: TransactionId): void {
    if (this.#hidden(transaction)?.status !== 'disclosed') return;
    this.#opened.delete(transaction);
    this.#attempts.delete(transaction);
    this.#overdue.delete(transaction);
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
