/**
 * Who has asked this node for mails about her: one address for each subject, used once a code that was sent to it has
 * come back. Held in memory; each change is given as what has to be written, and becomes true when that is done.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { bytesToHex, equalBytes, type SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { SubscriptionChange } from '@annals/ledger/rest';
import { type Change, kept, type Subscription } from './kept.ts';
import { NOTIFY_LIMITS } from './limits.ts';

type Subscribe = Extract<SubscriptionChange, { readonly action: 'subscribe' }>;

/** How often somebody has asked within an hour. */
interface Asked {
  readonly sinceMs: number;
  readonly count: number;
}

const HOUR_MS = 3_600_000;

export class Subscriptions {
  readonly #bySubject: Map<SubjectId, Subscription>;
  readonly #byToken = new Map<string, SubjectId>();
  readonly #asked = new Map<string, Asked>();
  readonly #most: number;

  /** @param most how many there can be. */
  constructor(entries: ReadonlyMap<string, Uint8Array>, most: number) {
    this.#bySubject = kept.subscription.all(entries);
    this.#most = most;
    for (const [subject, { token }] of this.#bySubject) this.#byToken.set(bytesToHex(token), subject);
  }

  get size(): number {
    return this.#bySubject.size;
  }

  get(subject: SubjectId): Subscription | undefined {
    return this.#bySubject.get(subject);
  }

  withToken(token: string): SubjectId | undefined {
    return this.#byToken.get(token);
  }

  /** Those that were not confirmed within their time. */
  unconfirmedBefore(timeMs: number): readonly SubjectId[] {
    return [...this.#bySubject]
      .filter(([, { status, sinceMs }]) => status === 'unconfirmed' && sinceMs < timeMs)
      .map(([subject]) => subject);
  }

  /**
   * A subscription to be confirmed, and whether a mail with its code has to be sent: one with the same ticket and
   * address may have been asked for already. Asking again for what there is changes nothing.
   * @throws AnnalsError `notices.full`, `notices.too-often`.
   */
  subscribe(
    subject: SubjectId,
    { email, language, ticket }: Subscribe,
    now: { readonly ms: number; readonly height: number },
  ): { readonly subscription: Subscription; readonly needsMail: boolean } {
    const present = this.#bySubject.get(subject);
    if (present?.status === 'confirmed' && present.email === email)
      return { subscription: { ...present, language }, needsMail: false };
    if (!present && this.#bySubject.size >= this.#most)
      throw new AnnalsError('notices.full', `this node keeps ${this.#most} subscriptions`);
    const sibling = [...this.#bySubject.values()].find(
      (other) => other.status === 'unconfirmed' && other.email === email && equalBytes(other.ticket, ticket),
    );
    if (!sibling) for (const asker of [subject, email]) this.#count(asker, now.ms);
    const subscription = {
      email,
      language,
      status: 'unconfirmed',
      sinceMs: now.ms,
      sinceHeight: now.height,
      code: sibling?.code ?? String(randomInt(100_000_000)).padStart(8, '0'),
      attempts: 0,
      ticket,
      token: randomBytes(16),
    } as const;
    return { subscription, needsMail: !sibling };
  }

  /**
   * What becomes of a subscription for which a code is given: confirmed, or one attempt less.
   * @returns undefined when there is nothing to confirm.
   */
  confirm(
    subject: SubjectId,
    code: string,
    now: { readonly ms: number; readonly height: number },
  ): Subscription | undefined {
    const present = this.#bySubject.get(subject);
    if (present?.status !== 'unconfirmed') return present;
    const { attempts } = present;
    if (attempts >= NOTIFY_LIMITS.codeAttempts || present.code !== code) return { ...present, attempts: attempts + 1 };
    return { ...present, status: 'confirmed', code: null, attempts: 0, sinceMs: now.ms, sinceHeight: now.height };
  }

  /** Holds what has been written; null: it has ended. */
  hold(subject: SubjectId, subscription: Subscription | null): void {
    const before = this.#bySubject.get(subject);
    if (before) this.#byToken.delete(bytesToHex(before.token));
    if (subscription === null) {
      this.#bySubject.delete(subject);
      return;
    }
    this.#bySubject.set(subject, subscription);
    this.#byToken.set(bytesToHex(subscription.token), subject);
  }

  /** @throws AnnalsError `notices.too-often`. */
  #count(asker: string, nowMs: number): void {
    const before = this.#asked.get(asker);
    const isFresh = before !== undefined && nowMs - before.sinceMs < HOUR_MS;
    const asked = isFresh ? { ...before, count: before.count + 1 } : { sinceMs: nowMs, count: 1 };
    if (asked.count > NOTIFY_LIMITS.codesPerHour)
      throw new AnnalsError(
        'notices.too-often',
        `${NOTIFY_LIMITS.codesPerHour} mails with a code went out in this hour`,
      );
    this.#asked.delete(asker);
    this.#asked.set(asker, asked);
    const [quietest] = this.#asked.keys();
    if (this.#asked.size > NOTIFY_LIMITS.rememberedAskers && quietest !== undefined) this.#asked.delete(quietest);
  }
}

/** The change that writes a subscription. */
export function subscriptionChange(subject: SubjectId, subscription: Subscription | null): Change {
  return kept.subscription.put(subject, subscription);
}
