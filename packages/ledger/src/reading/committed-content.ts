/** What the ledger commits to for one version of a record, proven: the hash of its sealed content, and its commitment. */
import type { HistoryEntry } from '../block/index.ts';
import type { RecordId } from '../codec/index.ts';
import type { Hash } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Trusted, verifyRecordHistory } from '../light/index.ts';
import { fetchWholeLog, type RestClient, routes } from '../rest/index.ts';
import { fetchPresentRecord, type PresentRecord } from './present-record.ts';

export interface CommittedContent {
  readonly sidecar: Hash;
  readonly commitment: Hash;
  /** The type of the record, and the version of its declaration by which this content was to be made. */
  readonly type: string;
  readonly typeVersion: number;
}

/** The block in which a reading was granted. */
export interface GrantedAt {
  readonly height: number;
  readonly timeMs: number;
}

/**
 * Fetches and verifies it: from the record where the version is the present one, else from its history.
 * @param at the block whose present version it must be, or null where it is known which is meant: a node that names
 * another could show what no longer holds, or have a section taken for absent.
 * @param fetched the present record, where it has been asked for already.
 * @throws AnnalsError `node.bad-answer` when it was not the present version then, or what the node proves is older; else AnnalsError `record.unknown`, `sidecar.missing` when there is no sealed content of this version, `proof.*`.
 */
export async function fetchCommittedContent(
  node: RestClient,
  trusted: Trusted,
  record: RecordId,
  version: number,
  at: GrantedAt | null,
  fetched: Promise<PresentRecord> = fetchPresentRecord(node, trusted, record),
): Promise<CommittedContent> {
  const present = await fetched;
  requireSince(at, present);
  const { content, changedMs, type, typeVersion } = present.value;
  if (present.value.version === version && content.type === 'sealed' && (!at || changedMs <= at.timeMs)) {
    return { ...content, type, typeVersion };
  }
  const history = await fetchWholeLog((from) =>
    node.call(routes.recordHistory, { params: { record }, query: { from } }),
  );
  const verdict = verifyRecordHistory(trusted, record, history);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  requireSince(at, verdict.header);
  const change = verdict.entries.find((entry) => entry.version === version && entry.content !== null);
  if (at && change && !wasPresent(verdict.entries, change, at)) {
    throw new AnnalsError('node.bad-answer', `version ${version} was not the present one in block ${at.height}`);
  }
  if (change?.content?.type === 'sealed') return { ...change.content, type, typeVersion: change.typeVersion };
  throw new AnnalsError('sidecar.missing', `the record has no sealed content of version ${version}`);
}

/** Within the block itself either counts: which came first is not told by heights. */
function wasPresent(entries: readonly HistoryEntry[], change: HistoryEntry, { height }: GrantedAt): boolean {
  const next = entries.find(({ version, content }) => version > change.version && content !== null);
  return change.height <= height && (next === undefined || next.height >= height);
}

function requireSince(at: GrantedAt | null, proven: { readonly height: number }): void {
  if (!at || proven.height >= at.height) return;
  const what = `the node proves what was so in block ${proven.height}, before block ${at.height}`;
  throw new AnnalsError('node.bad-answer', what);
}
