/**
 * Notices by e-mail: looks at each block once it is durable, gathers what subscribers are to be told, and has it
 * delivered. How far it has looked is written together with what it found, so that no block is missed and none is told
 * twice, whenever the node is killed (ADR 0023).
 */

import { stateKey } from '@annals/ledger/block';
import { equalBytes, type SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { NoticeKind, SubscriptionAnswer, SubscriptionChange } from '@annals/ledger/rest';
import { readValue } from '@annals/ledger/state';
import { type Chain, type CommittedBlock, committedBlock, storedCommittedBlock } from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import type { KeptValues, Store } from '../store/store.ts';
import { noticesOfBlock } from './block-notices.ts';
import { composeMail, type MailLinks } from './compose.ts';
import { nextDailyMs, whenToTell } from './daily.ts';
import { Deliveries, type DeliveryCounts } from './deliveries.ts';
import { type Change, kept, type Subscription, type WaitingMail } from './kept.ts';
import { NOTIFY_LIMITS, type NotifyTiming } from './limits.ts';
import type { Mailer } from './mail.ts';
import { Outbox } from './outbox.ts';
import { Subscriptions, subscriptionChange } from './subscriptions.ts';

export interface NotifierParts {
  readonly chain: Chain;
  readonly store: Store;
  readonly kept: KeptValues;
  readonly mailer: Mailer;
  readonly links: MailLinks;
  readonly later: Later;
  readonly wallMs: () => number;
  readonly log: Log;
  readonly maxSubscriptions: number;
  /** The hour of the day in UTC at which daily letters go. */
  readonly dailyHour: number;
  readonly timing?: NotifyTiming;
}

/** What the API offers of it. */
export interface NoticeService {
  subscription(subject: SubjectId): SubscriptionAnswer;
  /** @throws AnnalsError `notices.full`, `notices.code`, `notices.too-often`. */
  change(subject: SubjectId, change: SubscriptionChange): Promise<SubscriptionAnswer>;
  /** Ends the subscription whose mails carry this token; false when there is none. */
  unsubscribe(token: string): Promise<boolean>;
  counts(): NoticeCounters;
}

export interface NoticeCounters extends DeliveryCounts {
  readonly subscriptions: number;
  /** Letters and mails that wait. */
  readonly waiting: number;
}

/** What a block brought. */
interface Gathered {
  /** What each subscriber is to be told, and until when. */
  readonly told: ReadonlyMap<SubjectId, { readonly kinds: readonly NoticeKind[]; readonly dueMs: number }>;
  /** Whose subscriptions end. */
  readonly ended: readonly SubjectId[];
}

const NOTHING: Gathered = { told: new Map(), ended: [] };

export class Notifier implements NoticeService {
  readonly #parts: NotifierParts;
  readonly #timing: NotifyTiming;
  readonly #subscriptions: Subscriptions;
  readonly #outbox: Outbox;
  readonly #deliveries: Deliveries;
  readonly #unlisten: () => void;
  /** Changes of what is kept, one after another. */
  #last: Promise<unknown> = Promise.resolve();
  /** The last block that was looked at. */
  #height: number;
  #applied: CommittedBlock | undefined;
  #looking: Promise<void> | undefined;
  /** Why the latest attempt failed. */
  #problem: string | null = null;
  #cancelSweep: (() => void) | undefined;
  #cancelCursor: (() => void) | undefined;
  #isStopped = false;

  private constructor(parts: NotifierParts, entries: ReadonlyMap<string, Uint8Array>) {
    this.#parts = parts;
    this.#timing = parts.timing ?? NOTIFY_LIMITS;
    this.#subscriptions = new Subscriptions(entries, parts.maxSubscriptions);
    this.#outbox = new Outbox(entries);
    this.#height = kept.cursor(entries) ?? parts.store.head.height;
    const { mailer, later, wallMs, log } = parts;
    this.#deliveries = new Deliveries({
      mailer,
      later,
      wallMs,
      log,
      timing: this.#timing,
      next: (subject) => this.#nextMail(subject),
      done: (subject, mail, outcome) => this.#done(subject, mail, outcome),
    });
    this.#unlisten = parts.chain.onApplied((block) => {
      this.#applied = committedBlock(block);
      this.#look();
    });
  }

  /** Goes on from what is kept: with the mails that wait, and with the blocks that came while it was away. */
  static async start(parts: NotifierParts): Promise<Notifier> {
    const notifier = new Notifier(parts, await parts.kept.entries());
    await notifier.#write([kept.putCursor(notifier.#height)]);
    for (const subject of notifier.#outbox.mails.keys()) notifier.#deliveries.offer(subject);
    notifier.#scheduleSweep(0);
    notifier.#look();
    return notifier;
  }

  /** Ends what is under way, and notes how far it came. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unlisten();
    this.#cancelSweep?.();
    this.#cancelCursor?.();
    await this.#looking;
    await this.#deliveries.stop();
    this.#parts.mailer.close();
    await this.#exclusively(async () => this.#write([kept.putCursor(this.#height)]));
  }

  subscription(subject: SubjectId): SubscriptionAnswer {
    const found = this.#subscriptions.get(subject);
    if (!found) return { subscription: null };
    const { email, language, status, sinceMs } = found;
    return { subscription: { email, language, status, sinceMs } };
  }

  change(subject: SubjectId, change: SubscriptionChange): Promise<SubscriptionAnswer> {
    return this.#exclusively(async () => {
      if (change.action === 'subscribe') await this.#subscribe(subject, change);
      else if (change.action === 'confirm') await this.#confirm(subject, change.code);
      else await this.#end([subject]);
      return this.subscription(subject);
    });
  }

  unsubscribe(token: string): Promise<boolean> {
    return this.#exclusively(async () => {
      const subject = this.#subscriptions.withToken(token);
      if (subject === undefined) return false;
      await this.#end([subject]);
      return true;
    });
  }

  counts(): NoticeCounters {
    return { ...this.#deliveries.counts, subscriptions: this.#subscriptions.size, waiting: this.#outbox.size };
  }

  async #subscribe(
    subject: SubjectId,
    change: Extract<SubscriptionChange, { readonly action: 'subscribe' }>,
  ): Promise<void> {
    const now = this.#now();
    const { subscription, needsMail } = this.#subscriptions.subscribe(subject, change, now);
    const isNew = subscription.status === 'unconfirmed';
    const mail =
      needsMail && subscription.code !== null ? this.#outbox.putCode(subject, subscription.code, now.ms) : [];
    const forgotten = isNew && !needsMail ? this.#outbox.forget(subject) : [];
    await this.#write([subscriptionChange(subject, subscription), ...mail, ...forgotten]);
    this.#subscriptions.hold(subject, subscription);
    if (needsMail) this.#deliveries.offer(subject);
  }

  async #confirm(subject: SubjectId, code: string): Promise<void> {
    const now = this.#now();
    const confirmed = this.#subscriptions.confirm(subject, code, now);
    if (confirmed) {
      await this.#write([subscriptionChange(subject, confirmed)]);
      this.#subscriptions.hold(subject, confirmed);
    }
    if (confirmed?.status !== 'confirmed') throw new AnnalsError('notices.code', 'nothing is confirmed by this code');
  }

  async #end(subjects: readonly SubjectId[]): Promise<void> {
    await this.#write(
      subjects.flatMap((subject) => [subscriptionChange(subject, null), ...this.#outbox.forget(subject)]),
    );
    for (const subject of subjects) this.#subscriptions.hold(subject, null);
  }

  #now(): { readonly ms: number; readonly height: number } {
    return { ms: this.#parts.wallMs(), height: this.#parts.store.head.height };
  }

  /** Looks at all blocks up to the head, unless it does so already. */
  #look(): void {
    if (this.#isStopped || this.#looking) return;
    this.#looking = this.#lookOn()
      .catch((cause: unknown) => {
        // The next block, or the next restart, tries again from the same height; a full disk is told of once.
        const problem = `${this.#height}: ${String(cause)}`;
        if (problem !== this.#problem) {
          this.#parts.log.error({ cause, height: this.#height + 1 }, 'the notices of a block could not be made');
        }
        this.#problem = problem;
      })
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #lookOn(): Promise<void> {
    const { store } = this.#parts;
    while (!this.#isStopped && this.#height < store.head.height) {
      const height = this.#height + 1;
      const isLatest = this.#applied?.height === height;
      await this.#exclusively(() => this.#lookAt(isLatest ? this.#applied : undefined, height));
      // Blocks of the past are many: votes and requests come between.
      if (!isLatest) await new Promise(setImmediate);
    }
  }

  async #lookAt(applied: CommittedBlock | undefined, height: number): Promise<void> {
    const { told, ended } = this.#subscriptions.size === 0 ? NOTHING : await this.#gather(applied, height);
    const nowMs = this.#parts.wallMs();
    const changes: Change[] = [];
    for (const [subject, { kinds, dueMs }] of told) changes.push(...this.#outbox.add(subject, kinds, dueMs, nowMs));
    if (changes.length > 0) await this.#write([...changes, kept.putCursor(height)]);
    else this.#noteCursorLater();
    this.#height = height;
    if (ended.length > 0) await this.#end(ended);
    for (const subject of told.keys()) if (this.#outbox.mails.has(subject)) this.#deliveries.offer(subject);
  }

  async #gather(applied: CommittedBlock | undefined, height: number): Promise<Gathered> {
    const { store, wallMs, dailyHour } = this.#parts;
    const block = applied ?? storedCommittedBlock(store, height);
    const isTold = (subject: SubjectId): boolean => {
      const subscription = this.#subscriptions.get(subject);
      return subscription?.status === 'confirmed' && subscription.sinceHeight < height;
    };
    const told = new Map<SubjectId, { readonly kinds: NoticeKind[]; dueMs: number }>();
    const ended: SubjectId[] = [];
    const nowMs = wallMs();
    for (const addressed of await noticesOfBlock(store, block, isTold)) {
      const when = whenToTell(addressed, (type) => readValue(store.state, stateKey.type(type))?.notices ?? []);
      const { subject, notice } = addressed;
      // Who has died reads no mail, and whoever reads hers now is not meant.
      if (notice.kind === 'closed') ended.push(subject);
      if (when === null) continue;
      const dueMs = when === 'at-once' ? nowMs : nextDailyMs(nowMs, dailyHour);
      const before = told.get(subject);
      if (!before) told.set(subject, { kinds: [notice.kind], dueMs });
      else {
        before.kinds.push(notice.kind);
        before.dueMs = Math.min(before.dueMs, dueMs);
      }
    }
    return { told, ended };
  }

  #nextMail(subject: SubjectId) {
    const waiting = this.#outbox.mails.get(subject);
    const subscription = this.#subscriptions.get(subject);
    if (!waiting || !subscription) return undefined;
    return { waiting, mail: composeMail(subscription, waiting, this.#parts.links) };
  }

  #done(subject: SubjectId, waiting: WaitingMail, outcome: 'sent' | 'given-up'): Promise<void> {
    return this.#exclusively(async () => {
      const nowMs = this.#parts.wallMs();
      const subscription = this.#subscriptions.get(subject);
      const isRefused = outcome === 'given-up' && this.#isStill(subject, waiting) && subscription !== undefined;
      if (isRefused) {
        this.#parts.log.warn({}, 'an address has refused mail for days; its subscription rests');
        const resting: Subscription = { ...subscription, status: 'refused', code: null };
        await this.#write([subscriptionChange(subject, resting), ...this.#outbox.forget(subject)]);
        this.#subscriptions.hold(subject, resting);
        return;
      }
      await this.#write(this.#outbox.done(subject, waiting, nowMs));
      if (this.#outbox.mails.has(subject)) this.#deliveries.offer(subject);
    });
  }

  #isStill(subject: SubjectId, { id }: WaitingMail): boolean {
    const present = this.#outbox.mails.get(subject);
    return present !== undefined && equalBytes(present.id, id);
  }

  /** Daily letters that are due, and addresses that nobody has confirmed. */
  #scheduleSweep(delayMs: number): void {
    if (this.#isStopped) return;
    this.#cancelSweep = this.#parts.later(delayMs, () => {
      void this.#exclusively(() => this.#sweep())
        .catch((cause: unknown) => this.#parts.log.error({ cause }, 'letters that are due could not be sent'))
        .finally(() => this.#scheduleSweep(this.#timing.sweepMs));
    });
  }

  async #sweep(): Promise<void> {
    const nowMs = this.#parts.wallMs();
    const before = new Set(this.#outbox.mails.keys());
    const changes = this.#outbox.sealDue(nowMs);
    if (changes.length > 0) await this.#write(changes);
    for (const subject of this.#outbox.mails.keys()) if (!before.has(subject)) this.#deliveries.offer(subject);
    const late = this.#subscriptions.unconfirmedBefore(nowMs - this.#timing.unconfirmedMs);
    if (late.length > 0) await this.#end(late);
    this.#look();
  }

  /** A block in which nothing was is noted with others, so that a quiet chain writes little. */
  #noteCursorLater(): void {
    this.#cancelCursor ??= this.#parts.later(this.#timing.cursorMs, () => {
      this.#cancelCursor = undefined;
      void this.#exclusively(() => this.#write([kept.putCursor(this.#height)])).catch((cause: unknown) =>
        this.#parts.log.error({ cause }, 'it could not be noted up to where notices were made'),
      );
    });
  }

  async #write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#parts.kept.write(new Map(changes));
  }

  /** Runs when all that came before has ended. */
  #exclusively<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#last.then(run);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
