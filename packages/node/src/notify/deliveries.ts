/**
 * Delivers what waits, some at once, until each mail is sent or given up. An address that refuses is tried again by
 * itself, ever more seldom; a server that does not answer stops all, and is tried with one mail until it is back.
 */
import type { SubjectId } from '@annals/ledger/codec';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import type { WaitingMail } from './kept.ts';
import { NOTIFY_LIMITS, type NotifyTiming } from './limits.ts';
import type { Delivery, Mail, Mailer } from './mail.ts';

export interface DeliveryParts {
  readonly mailer: Mailer;
  /** What is to be sent to a subject at present; undefined: nothing any more. */
  readonly next: (subject: SubjectId) => { readonly waiting: WaitingMail; readonly mail: Mail } | undefined;
  /** Notes that a mail is done with; resolves when that is on the disk. */
  readonly done: (subject: SubjectId, waiting: WaitingMail, outcome: 'sent' | 'given-up') => Promise<void>;
  readonly later: Later;
  readonly wallMs: () => number;
  readonly log: Log;
  readonly timing: NotifyTiming;
}

/** Since the start of the node. */
export interface DeliveryCounts {
  readonly sent: number;
  readonly refused: number;
  readonly unavailable: number;
  readonly givenUp: number;
}

/** A mail that waits for its turn or its time. */
interface Turn {
  readonly attempts: number;
  readonly notBeforeMs: number;
}

const NOW: Turn = { attempts: 0, notBeforeMs: 0 };

export class Deliveries {
  readonly #parts: DeliveryParts;
  readonly #turns = new Map<SubjectId, Turn>();
  readonly #underWay = new Map<SubjectId, Promise<void>>();
  readonly #counts = { sent: 0, refused: 0, unavailable: 0, givenUp: 0 };
  /** How often in succession the server did not answer. */
  #failures = 0;
  #pausedUntilMs = 0;
  #cancel: (() => void) | undefined;
  #isStopped = false;
  /** What comes now finds nothing any more where it could be noted. */
  #isEnded = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  get counts(): DeliveryCounts {
    return this.#counts;
  }

  /** There is a mail for this subject, and it is on the disk. */
  offer(subject: SubjectId): void {
    this.#turns.set(subject, NOW);
    this.#pump();
  }

  /**
   * Starts nothing more, and resolves when what is under way has ended, or after a while: a mail whose server does not
   * answer goes again after the next start, under the same id.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.later(NOTIFY_LIMITS.stopMs, resolve);
      void Promise.all(this.#underWay.values()).then(() => {
        cancel();
        resolve();
      });
    });
    this.#isEnded = true;
  }

  #pump(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#isStopped) return;
    const nowMs = this.#parts.wallMs();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [subject, { attempts, notBeforeMs }] of this.#turns) {
      if (this.#underWay.has(subject)) continue;
      const dueMs = Math.max(notBeforeMs, this.#pausedUntilMs);
      // One mail tries whether the server is back.
      const atOnce = this.#failures > 0 ? 1 : NOTIFY_LIMITS.mailsAtOnce;
      if (this.#underWay.size >= atOnce) return;
      if (dueMs > nowMs) nextMs = Math.min(nextMs, dueMs);
      else this.#begin(subject, attempts);
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.#cancel = this.#parts.later(nextMs - nowMs, () => this.#pump());
  }

  #begin(subject: SubjectId, attempts: number): void {
    this.#turns.delete(subject);
    const work = this.#attempt(subject, attempts)
      .catch((cause: unknown) => {
        // What is done with could not be noted: the mail would go out again after a restart, under the same id.
        this.#parts.log.error({ cause }, 'what became of a mail could not be noted');
      })
      .finally(() => {
        this.#underWay.delete(subject);
        this.#pump();
      });
    this.#underWay.set(subject, work);
  }

  async #attempt(subject: SubjectId, attempts: number): Promise<void> {
    const { mailer, next, done, wallMs, timing } = this.#parts;
    const found = next(subject);
    if (!found) return;
    const { waiting, mail } = found;
    const delivery = await mailer.send(mail);
    if (this.#isEnded) return;
    this.#noteServer(delivery);
    if (delivery.status === 'sent') {
      this.#counts.sent += 1;
      await done(subject, waiting, 'sent');
    } else if (delivery.status === 'unavailable') {
      this.#counts.unavailable += 1;
      this.#again(subject, { attempts, notBeforeMs: 0 });
    } else if (wallMs() - waiting.sinceMs > timing.giveUpMs) {
      this.#counts.givenUp += 1;
      await done(subject, waiting, 'given-up');
    } else {
      this.#counts.refused += 1;
      const waitMs = backOff(timing.firstRetryMs, attempts, timing.addressRetryMs);
      this.#again(subject, { attempts: attempts + 1, notBeforeMs: wallMs() + waitMs });
    }
  }

  /** A newer mail for the subject may have been offered meanwhile; that one does not wait. */
  #again(subject: SubjectId, turn: Turn): void {
    if (!this.#turns.has(subject)) this.#turns.set(subject, turn);
  }

  /** Says once that nothing goes, and once that it goes again. */
  #noteServer(delivery: Delivery): void {
    const { log, timing, wallMs } = this.#parts;
    if (delivery.status !== 'unavailable') {
      if (this.#failures > 0) log.info({ failures: this.#failures }, 'the mail server takes mails again');
      this.#failures = 0;
      this.#pausedUntilMs = 0;
      return;
    }
    if (this.#failures === 0)
      log.warn({ reason: delivery.reason }, 'the mail server takes no mails; they wait until it does');
    this.#pausedUntilMs = wallMs() + backOff(timing.firstRetryMs, this.#failures, timing.serverRetryMs);
    this.#failures += 1;
  }
}

/** Twice as long after each failure, up to a bound. */
function backOff(firstMs: number, failures: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(failures, 30));
}
