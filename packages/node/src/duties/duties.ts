/**
 * Carries out the duties of this validator: after each block and every second it asks what is due, signs it with the
 * validator's key and submits it as a client of this node would. What did not come to be is submitted again.
 */
import { equalBytes } from '@annals/ledger/codec';
import type { Transaction } from '@annals/ledger/transaction';
import type { Chain } from '../chain/index.ts';
import type { SigningKey } from '../consensus/host/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import type { Intake, RawTransaction } from '../mempool/index.ts';
import type { Duty, DutyTransaction } from './duty.ts';
import { signOwnTransaction } from './own-transaction.ts';

export interface DutiesParts {
  readonly chain: Chain;
  readonly signingKey: SigningKey;
  /** Submits a transaction as a client of this node would. */
  readonly submit: (transaction: RawTransaction) => Promise<Intake>;
  readonly log: Log;
  readonly later: Later;
  readonly wallMs: () => number;
  /** A clock that never jumps: set back by an hour, the other one would keep this validator silent for as long. */
  readonly nowMs: () => number;
}

const ROUND_MS = 1_000;
/** How long the next in turn waits for the one before it, where one of them is enough. */
const TURN_MS = 2_000;
/** After this time without effect it is submitted once more. */
const AGAIN_AFTER_MS = 5_000;
/** Transactions that wait for a block at a time; the rest of what is due follows when these are done. */
const MAX_AT_A_TIME = 64;

/** What is known of one thing that is due. */
interface Pending {
  readonly notBeforeMs: number;
  submittedMs: number;
  /** The bytes that are offered again; forgotten once they are refused or committed. */
  transaction: Transaction | undefined;
}

export class Duties {
  readonly #parts: DutiesParts;
  readonly #duties: readonly Duty[];
  #pending = new Map<string, Pending>();
  #forget: (() => void) | undefined;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isWanted = false;
  #isStopped = false;

  constructor(parts: DutiesParts, duties: readonly Duty[]) {
    this.#parts = parts;
    this.#duties = duties;
  }

  start(): void {
    this.#forget = this.#parts.chain.onApplied(() => this.look());
    this.#tick();
  }

  /** Resolves once nothing is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#forget?.();
    this.#cancel?.();
    await this.#running;
  }

  /** Looks at once what is due: for whoever knows that something has just become so. */
  look(): void {
    this.#isWanted = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  #tick(): void {
    if (this.#isStopped) return;
    this.look();
    this.#cancel = this.#parts.later(ROUND_MS, () => this.#tick());
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      try {
        await this.#round();
      } catch (cause) {
        this.#parts.log.error({ cause }, 'a duty of this validator could not be carried out');
      }
    }
  }

  async #round(): Promise<void> {
    const { chain } = this.#parts;
    const { height, timeMs } = chain.head;
    const [wallMs, nowMs] = [this.#parts.wallMs(), this.#parts.nowMs()];
    const before = this.#pending;
    this.#pending = new Map();
    const waiting: { readonly due: DutyTransaction; readonly pending: Pending; readonly duty: Duty }[] = [];
    for (const duty of this.#duties) {
      const delayMs = duty.by === 'each' ? 0 : this.#delayMs();
      if (delayMs === undefined) continue;
      for (const due of duty.due({ wallMs, nowMs, height, timeMs })) {
        const key = `${duty.name}/${due.key}`;
        const pending = before.get(key) ?? {
          notBeforeMs: nowMs + delayMs,
          submittedMs: Number.NEGATIVE_INFINITY,
          transaction: undefined,
        };
        this.#pending.set(key, pending);
        waiting.push({ due, pending, duty });
        if (this.#pending.size >= MAX_AT_A_TIME) break;
      }
      if (this.#pending.size >= MAX_AT_A_TIME) break;
    }
    for (const { due, pending, duty } of waiting) {
      if (nowMs < pending.notBeforeMs || nowMs < pending.submittedMs + AGAIN_AFTER_MS) continue;
      pending.submittedMs = nowMs;
      await this.#submit(duty, due, pending);
    }
  }

  /** How long this validator lets others go first; undefined without a seat. Who begins changes with every height. */
  #delayMs(): number | undefined {
    const { chain, signingKey } = this.#parts;
    const { current } = chain.validators;
    const seat = current.findIndex(({ key }) => equalBytes(key, signingKey.publicKey));
    if (seat < 0) return undefined;
    return ((seat + chain.head.height) % current.length) * TURN_MS;
  }

  async #submit(duty: Duty, { kind, body, key }: DutyTransaction, pending: Pending): Promise<void> {
    const { chain, log, submit } = this.#parts;
    // The same bytes as long as they can still be committed: while no block is made, they wait once in every mempool.
    if (pending.transaction && pending.transaction.payload.lastValid <= chain.head.height)
      pending.transaction = undefined;
    pending.transaction ??= await signOwnTransaction(this.#parts, kind, body);
    const outcome = await submit({ bytes: pending.transaction.bytes, sidecar: null });
    if (outcome.ok) {
      if (outcome.isNew) log.debug({ duty: duty.name, key, transaction: outcome.id }, 'a duty is submitted');
      return;
    }
    pending.transaction = undefined;
    log.debug({ duty: duty.name, key, code: outcome.code, detail: outcome.detail }, 'a duty was not taken, yet');
  }
}
