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
  const state = verifyStateProof(trusted, stateKey.accessLog(subject), proven.proof, proven.state, options);
  if (!state.ok) return state;
  return verifyEntries(state, state.value ?? emptyLog, accessEntryShape, proven, options);
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
  const log = verifyEntries(state, state.value.history, historyEntryShape, proven, options);
  return log.ok ? { ...log, record: state.value } : log;
}

function verifyEntries<T>(
  at: { readonly header: Header; readonly trusted: Trusted },
  head: LogHead,
  entryShape: Shape<T>,
  proven: ProvenLog,
  options: VerifyLogOptions,
): Verdict<VerifiedLog<T>> {
  const before = options.after ?? emptyLog;
  if (proven.from !== before.size) {
    return refused('proof.trail', `entries from ${before.size} on were expected, these begin at ${proven.from}`);
  }
  const missing = head.size - proven.from - proven.entries.length;
  if (missing !== 0) {
    const what = missing > 0 ? `${counted(missing)} missing` : `${counted(-missing)} too many`;
    return refused('proof.trail', `the ledger holds ${entriesOf(head.size)}: ${what}`);
  }
  if (!equalBytes(rootOfLog(appendManyToLog(before, proven.entries).head), rootOfLog(head))) {
    return refused('proof.trail', 'an entry has been altered, replaced or put in another place');
  }
  const entries = readUntrusted('proof.malformed', () =>
    proven.entries.map((bytes) => decodeShape(entryShape, bytes, MAX_LOG_ENTRY_BYTES)),
  );
  if (!entries.ok) return entries;
  return { ok: true, header: at.header, entries: entries.value, from: proven.from, head, trusted: at.trusted };
}

function entriesOf(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

function counted(count: number): string {
  return `${entriesOf(count)} ${count === 1 ? 'is' : 'are'}`;
}
