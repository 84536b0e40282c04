/** Fetches a log that is longer than one answer, part by part. */
import { AnnalsError } from '../errors/index.ts';
import {
  joinLogParts,
  type LogProof,
  LogReading,
  type ProvenLog,
  type ProvenLogHead,
  type Verdict,
} from '../light/index.ts';
import type { LogHead } from '../merkle/index.ts';

/** What the routes of logs answer, as far as it is needed here. */
interface LogAnswer {
  readonly proven: ProvenLog;
  readonly next: number | null;
}

/** Several times what a long life collects; a node that goes on beyond it is not believed. */
const MAX_ENTRIES = 1_000_000;
/**
 * Entries in every part of a log but the last: a megabyte or two of access log. A node that gives fewer would keep whoever
 * asks busy for as long as it likes, and is refused (ATTACK drawn-out-answer).
 */
export const LOG_PART_ENTRIES = 2_000;

/** @throws AnnalsError `node.bad-answer` for a part that is not the last and shorter than a part is. */
function requireWholePart({ proven: { entries, from }, next }: LogAnswer): void {
  if (next === null || entries.length >= LOG_PART_ENTRIES) return;
  const what = `the part of the log from entry ${from} on has ${entries.length} entries, and is not the last`;
  throw new AnnalsError('node.bad-answer', what);
}

/**
 * The log from an entry on to its end, in memory, ready to be verified:
 * `fetchWholeLog((from) => client.call(routes.recordHistory, { params, query: { from } }))`.
 * @throws AnnalsError what the call throws, and `node.bad-answer` when the parts do not follow each other or never end.
 */
export async function fetchWholeLog(fetchPart: (from: number) => Promise<LogAnswer>, from = 0): Promise<ProvenLog> {
  const parts: ProvenLog[] = [];
  let next: number | null = from;
  while (next !== null) {
    const part: LogAnswer = await fetchPart(next);
    const end: number = next + part.proven.entries.length;
    const follows = part.proven.from === next && (part.next === null || (part.next === end && end > next));
    if (!follows || end > from + MAX_ENTRIES) {
      throw new AnnalsError('node.bad-answer', `the part of the log from entry ${next} on does not lead to its end`);
    }
    requireWholePart(part);
    parts.push(part.proven);
    next = part.next;
  }
  return joinLogParts(parts);
}

/** How a log is fetched and verified in parts. */
export interface PartsOptions {
  readonly fetchPart: (from: number) => Promise<LogAnswer>;
  /** Verifies the proof of the first part: what its head says of the size of the log is how much is fetched. */
  readonly verifyHead: (proof: LogProof) => Verdict<ProvenLogHead>;
  /** Gets the entries of a part, which begin at `from`. They are not to be believed before all have been taken. */
  readonly take: (entries: readonly Uint8Array[], from: number) => void;
  /** A head that was verified before, which the entries continue. */
  readonly after?: LogHead;
  /** A head that was verified before, which the log must begin with, where all of it is fetched again. */
  readonly passes?: LogHead | undefined;
  /** Is called for each part that may be one. */
  readonly tookPart?: () => void;
}

/**
 * Fetches a log and verifies it, in the memory of one part. It is as long as its proven head says: what has been
 * written since the first part was asked for is left for the next time, so nobody keeps this from ending by writing.
 * @throws AnnalsError `proof.*` when an entry is missing, added, altered or moved; `node.bad-answer` for a part that is
 * none, and what fetching throws.
 */
export async function fetchLogInParts(options: PartsOptions): Promise<ProvenLogHead & { readonly proof: LogProof }> {
  const { fetchPart, verifyHead, take, after, passes, tookPart } = options;
  const reading = new LogReading({ ...(after ? { after } : {}), passes });
  let { proven, next } = await fetchPart(reading.size);
  const { proof, state } = proven;
  const held = verifyHead({ proof, state });
  if (!held.ok) throw new AnnalsError(held.code, held.reason);
  for (;;) {
    const from = reading.size;
    if (proven.from !== from) {
      throw new AnnalsError('node.bad-answer', `the part of the log from entry ${from} on begins at ${proven.from}`);
    }
    // More than the head holds has come since. More than its own head holds there cannot be.
    const isFirst = from === (after?.size ?? 0);
    const entries = isFirst ? proven.entries : proven.entries.slice(0, held.head.size - from);
    reading.take(entries);
    take(entries, from);
    if (entries.length === 0 || next === null || reading.size >= held.head.size) break;
    requireWholePart({ proven, next });
    tookPart?.();
    ({ proven, next } = await fetchPart(reading.size));
  }
  const whole = reading.leadsTo(held.head);
  if (!whole.ok) throw new AnnalsError(whole.code, whole.reason);
  return { header: held.header, head: held.head, trusted: held.trusted, proof: { proof, state } };
}
