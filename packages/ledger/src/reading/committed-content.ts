/** What the ledger commits to for one version of a record, proven: the hash of its sealed content, and its commitment. */
import { stateKey } from '../block/index.ts';
import type { RecordId } from '../codec/index.ts';
import type { Hash } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Trusted, verifyRecordHistory, verifyValue } from '../light/index.ts';
import { fetchWholeLog, type RestClient, routes } from '../rest/index.ts';

export interface CommittedContent {
  readonly sidecar: Hash;
  readonly commitment: Hash;
}

/**
 * Fetches and verifies it: from the record where the version is the present one, else from its history.
 * @throws AnnalsError `record.unknown`, `sidecar.missing` when there is no sealed content of this version, `proof.*`.
 */
export async function fetchCommittedContent(
  node: RestClient,
  trusted: Trusted,
  record: RecordId,
  version: number,
): Promise<CommittedContent> {
  const { proven } = await node.call(routes.record, { params: { record } });
  const present = verifyValue(trusted, stateKey.record(record), proven);
  if (!present.ok) throw new AnnalsError(present.code, present.reason);
  if (!present.value) throw new AnnalsError('record.unknown', 'there is no such record');
  if (present.value.version === version && present.value.content.type === 'sealed') return present.value.content;
  const history = await fetchWholeLog((from) =>
    node.call(routes.recordHistory, { params: { record }, query: { from } }),
  );
  const verdict = verifyRecordHistory(trusted, record, history);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  const change = verdict.entries.find((entry) => entry.version === version && entry.content?.type === 'sealed');
  if (change?.content?.type === 'sealed') return change.content;
  throw new AnnalsError('sidecar.missing', `the record has no sealed content of version ${version}`);
}
