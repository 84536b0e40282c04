/** A person's records: their verified state, and what they say, opened with her key. */
import type { Record as RecordValue } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { fetchPresentRecord, type OwnSection, openOwnContent, proveOwnWrong } from '@annals/ledger/reading';
import type { Fit } from '@annals/ledger/record-types';
import { routes } from '@annals/ledger/rest';
import { formatWrong } from '@annals/ledger/wrong';
import { type Asker, askNodes, listAs } from './asker.ts';
import { type Settled, settle } from './settled.ts';

/** A record of hers, and its state if that could be verified. */
export interface OwnRecord {
  readonly id: RecordId;
  readonly state: Settled<RecordValue>;
}

/** Her records, each with its state verified or why that is not so. That none is left out of the list is not proven. */
export async function readOwnRecords(asker: Asker): Promise<readonly OwnRecord[]> {
  const { subject } = asker;
  const listed = await listAs(asker, (node, prove, after) =>
    node.call(routes.subjectRecords, { params: { subject }, query: { after }, prove }),
  );
  const found: OwnRecord[] = [];
  for (const { id } of listed) found.push({ id, state: await settle(verifiedRecord(asker, id)) });
  return found.filter(({ state }) => !state.ok || state.value.subject === subject);
}

/** What one of her records says, with what does not fit its type; a section that does not open stands for itself. */
export interface OpenedRecord {
  readonly sections: readonly OwnSection[];
  readonly fit: Fit;
}

/** Opens one of her records with her keys. @throws AnnalsError `sidecar.*` when the node sent something else. */
export async function openOwnRecord(asker: Asker, record: RecordId): Promise<OpenedRecord> {
  const { setting, secret, earlierSecrets } = asker;
  const { sections, fit } = await askNodes(asker, (client) =>
    openOwnContent(client, setting.trusted, record, [secret, ...earlierSecrets]),
  );
  return { sections, fit };
}

/** The proof that a section of hers was not sealed as it had to be, as a file. @throws AnnalsError `wrong.none`. */
export async function wrongFileOf(asker: Asker, record: RecordId, section: string): Promise<string> {
  const { setting, secret, earlierSecrets } = asker;
  const wrong = await askNodes(asker, (client) =>
    proveOwnWrong(client, setting.trusted, record, section, [secret, ...earlierSecrets]),
  );
  return formatWrong(wrong);
}

async function verifiedRecord(asker: Asker, record: RecordId): Promise<RecordValue> {
  const { trusted } = asker.setting;
  return (await askNodes(asker, (node) => fetchPresentRecord(node, trusted, record))).value;
}
