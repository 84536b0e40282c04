/**
 * The letters that gather for each subject, and the mails that are on their way: at most one of each for a subject, so
 * that what waits is bounded by the subscriptions however long a mail server is down. A letter that is sealed becomes a
 * mail with an id of its own and does not change any more; what happens meanwhile gathers in the next.
 */
import { randomBytes } from 'node:crypto';
import type { SubjectId } from '@annals/ledger/codec';
import type { NoticeKind } from '@annals/ledger/rest';
import { type Change, kept, type Letter, type WaitingMail } from './kept.ts';

export class Outbox {
  readonly #letters: Map<SubjectId, Letter>;
  readonly #mails: Map<SubjectId, WaitingMail>;

  constructor(entries: ReadonlyMap<string, Uint8Array>) {
    this.#letters = kept.letter.all(entries);
    this.#mails = kept.mail.all(entries);
  }

  /** Mails on their way, by subject. */
  get mails(): ReadonlyMap<SubjectId, WaitingMail> {
    return this.#mails;
  }

  get size(): number {
    return this.#letters.size + this.#mails.size;
  }

  /** Adds kinds of notice to the letter of a subject, which then goes at this time or earlier. */
  add(subject: SubjectId, kinds: readonly NoticeKind[], dueMs: number, nowMs: number): readonly Change[] {
    const letter = this.#letters.get(subject);
    const counts: { [kind: string]: number } = { ...letter?.counts };
    for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
    this.#letters.set(subject, { counts, dueMs: Math.min(dueMs, letter?.dueMs ?? dueMs) });
    return [this.#letterChange(subject), ...this.seal(subject, nowMs)];
  }

  /** Makes a mail of the letter of a subject if it is due and none is on its way. */
  seal(subject: SubjectId, nowMs: number): readonly Change[] {
    const letter = this.#letters.get(subject);
    if (!letter || letter.dueMs > nowMs || this.#mails.has(subject)) return [];
    this.#letters.delete(subject);
    const content = { type: 'notices', counts: letter.counts } as const;
    return [this.#letterChange(subject), ...this.#put(subject, content, nowMs)];
  }

  /** Makes mails of all letters that are due. */
  sealDue(nowMs: number): readonly Change[] {
    return [...this.#letters.keys()].flatMap((subject) => this.seal(subject, nowMs));
  }

  /** Sends a code; what waited for the subject before was meant for another address. */
  putCode(subject: SubjectId, code: string, nowMs: number): readonly Change[] {
    return [...this.forget(subject), ...this.#put(subject, { type: 'code', code }, nowMs)];
  }

  /** A mail is done with, sent or given up. It may have been replaced meanwhile. */
  done(subject: SubjectId, mail: WaitingMail, nowMs: number): readonly Change[] {
    if (this.#mails.get(subject) !== mail) return [];
    this.#mails.delete(subject);
    return [kept.mail.put(subject, null), ...this.seal(subject, nowMs)];
  }

  /** Nothing is to be sent any more. */
  forget(subject: SubjectId): readonly Change[] {
    this.#letters.delete(subject);
    this.#mails.delete(subject);
    return [this.#letterChange(subject), kept.mail.put(subject, null)];
  }

  #put(subject: SubjectId, content: WaitingMail['content'], nowMs: number): readonly Change[] {
    const mail = { id: randomBytes(16), content, sinceMs: nowMs };
    this.#mails.set(subject, mail);
    return [kept.mail.put(subject, mail)];
  }

  #letterChange(subject: SubjectId): Change {
    return kept.letter.put(subject, this.#letters.get(subject) ?? null);
  }
}
