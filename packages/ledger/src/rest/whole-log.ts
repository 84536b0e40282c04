/** Fetches a log that is longer than one answer, part by part, into one proof. */
import { AnnalsError } from '../errors/index.ts';
import { joinLogParts, type ProvenLog } from '../light/index.ts';

/** What the routes of logs answer, as far as it is needed here. */
interface LogAnswer {
  readonly proven: ProvenLog;
  readonly next: number | null;
}

/** Several times what a long life collects; a node that goes on beyond it is not believed. */
const MAX_ENTRIES = 1_000_000;

/**
 * The log from an entry on to its end, ready to be verified:
 * `fetchWholeLog((from) => client.call(routes.accessLog, { params, query: { from }, prove }))`.
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
    parts.push(part.proven);
    next = part.next;
  }
  return joinLogParts(parts);
}
