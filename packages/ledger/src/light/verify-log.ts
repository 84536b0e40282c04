/**
 * Verifies that a log is complete and authentic up to a block: its entries, and no others, lead to the head that the
 * state held (LAW 3, PROTOCOL trail). A person's access log and a record's history are such logs.
 */
import {
  type AccessEntry,
  accessEntryShape,
  type Header,
  type HistoryEntry,
  historyEntryShape,
  type Record as RecordValue,
  stateKey,
} from '../block/index.ts';
import { decodeShape, equalBytes, type RecordId, type Shape, type SubjectId } from '../codec/index.ts';
import { appendManyToLog, emptyLog, type LogHead, rootOfLog } from '../merkle/index.ts';
import { MAX_LOG_ENTRY_BYTES, type ProvenLog } from './proofs.ts';
import type { Trusted } from './trusted.ts';
import { readUntrusted, refused, type Verdict } from './verdict.ts';
import type { VerifyOptions } from './verify-header.ts';
import { verifyStateProof } from './verify-value.ts';

/** A log, complete up to the block of `header`. */
export interface VerifiedLog<T> {
  readonly header: Header;
  /** The entries from `from` on, in the order in which they were written. */
  readonly entries: readonly T[];
  readonly from: number;
  /** Keep it: the next piece can be verified as its continuation. */
  readonly head: LogHead;
  readonly trusted: Trusted;
}

/** How a log is verified. */
export interface VerifyLogOptions extends VerifyOptions {
  /** The head that was verified before, which the entries continue; without it they must be the whole log. */
  readonly after?: LogHead;
}

/** What a proof of a log holds beside its entries: enough to know what they must lead to. */
export type LogProof = Pick<ProvenLog, 'proof' | 'state'>;

/** The head of a log that the state held after a block. */
export interface ProvenLogHead {
  readonly header: Header;
  readonly head: LogHead;
  readonly trusted: Trusted;
}

/** The proven head of a person's access log, to which all its entries lead. */
export function verifyTrailHead(
  trusted: Trusted,
  subject: SubjectId,
  { proof, state }: LogProof,
  options: VerifyOptions = {},
): Verdict<ProvenLogHead> {
  const held = verifyStateProof(trusted, stateKey.accessLog(subject), proof, state, options);
  if (!held.ok) return held;
  return { ok: true, header: held.header, head: held.value ?? emptyLog, trusted: held.trusted };
}

/**
 * A log that is taken in part by part. What has been taken is nothing but its head, however long the log is: so
 * entries are kept, shown or written away by whoever takes them, and believed when they have led to a proven head.
 */
export class LogReading {
  #head: LogHead;
  readonly #passes: LogHead | undefined;
  #hasStrayed = false;

  /** @param passes a head that was verified before, which the log must still begin with. */
  constructor({ after = emptyLog, passes }: { readonly after?: LogHead; readonly passes?: LogHead | undefined } = {}) {
    this.#head = after;
    this.#passes = passes;
  }

  /** How many entries there are up to here. */
  get size(): number {
    return this.#head.size;
  }

  /** Takes the entries that follow. */
  take(entries: readonly Uint8Array[]): void {
    const border = (this.#passes?.size ?? 0) - this.size;
    const isPassing = this.#passes !== undefined && border > 0 && border <= entries.length;
    if (!isPassing) {
      this.#head = appendManyToLog(this.#head, entries).head;
      return;
    }
    const { head } = appendManyToLog(this.#head, entries.slice(0, border));
    if (!equalBytes(rootOfLog(head), rootOfLog(this.#passes))) this.#hasStrayed = true;
    this.#head = appendManyToLog(head, entries.slice(border)).head;
  }

  /** Whether what was taken, and nothing else, leads to a head that is proven. */
  leadsTo(head: LogHead): Verdict<object> {
    const missing = head.size - this.size;
    if (missing !== 0) {
      const what = missing > 0 ? `${counted(missing)} missing` : `${counted(-missing)} too many`;
      return refused('proof.trail', `the ledger holds ${entriesOf(head.size)}: ${what}`);
    }
    if (!equalBytes(rootOfLog(this.#head), rootOfLog(head))) {
      return refused('proof.trail', 'an entry has been altered, replaced or put in another place');
    }
    if (this.#hasStrayed || (this.#passes !== undefined && this.#passes.size > head.size)) {
      return refused('proof.trail', 'this log does not continue the one that was verified before');
    }
    return { ok: true };
  }
}

/** A person's access log of which all entries have been taken, as from a file: that it is whole, from the first on. */
export function verifyTakenTrail(
  trusted: Trusted,
  subject: SubjectId,
  proven: LogProof & Pick<ProvenLog, 'from'>,
  reading: LogReading,
): Verdict<ProvenLogHead> {
  const verdict = verifyTrailHead(trusted, subject, proven);
  if (!verdict.ok) return verdict;
  if (proven.from !== 0) return refused('proof.trail', `these entries begin at ${proven.from}`);
  const led = reading.leadsTo(verdict.head);
  return led.ok ? verdict : led;
}

/**
 * Checks a person's access log. An entry that is missing, added, altered or out of order gives `proof.trail`; an
 * earlier head that is no prefix of this log does too, which is what a fork looks like.
 */
export function verifyTrail(
  trusted: Trusted,
  subject: SubjectId,
  proven: ProvenLog,
  options: VerifyLogOptions = {},
): Verdict<VerifiedLog<AccessEntry>> {
  const held = verifyTrailHead(trusted, subject, proven, options);
  return held.ok ? verifyEntries(held, accessEntryShape, proven, options) : held;
}

/** A record's current value with its whole history. */
export type VerifiedRecord = VerifiedLog<HistoryEntry> & { readonly record: RecordValue };

/** Checks a record with its history. @returns `record.unknown` when it is proven that there is no such record. */
export function verifyRecordHistory(
  trusted: Trusted,
  record: RecordId,
  proven: ProvenLog,
  options: VerifyLogOptions = {},
): Verdict<VerifiedRecord> {
  const state = verifyStateProof(trusted, stateKey.record(record), proven.proof, proven.state, options);
  if (!state.ok) return state;
  if (!state.value) return refused('record.unknown', `there is no such record at block ${state.header.height}`);
  const log = verifyEntries({ ...state, head: state.value.history }, historyEntryShape, proven, options);
  return log.ok ? { ...log, record: state.value } : log;
}

function verifyEntries<T>(
  { header, head, trusted }: ProvenLogHead,
  entryShape: Shape<T>,
  proven: ProvenLog,
  options: VerifyLogOptions,
): Verdict<VerifiedLog<T>> {
  const reading = new LogReading(options);
  if (proven.from !== reading.size) {
    return refused('proof.trail', `entries from ${reading.size} on were expected, these begin at ${proven.from}`);
  }
  reading.take(proven.entries);
  const whole = reading.leadsTo(head);
  if (!whole.ok) return whole;
  const entries = readUntrusted('proof.malformed', () =>
    proven.entries.map((bytes) => decodeShape(entryShape, bytes, MAX_LOG_ENTRY_BYTES)),
  );
  if (!entries.ok) return entries;
  return { ok: true, header, entries: entries.value, from: proven.from, head, trusted };
}

function entriesOf(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

function counted(count: number): string {
  return `${entriesOf(count)} ${count === 1 ? 'is' : 'are'}`;
}
