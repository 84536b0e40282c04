/** A person's records: their verified state, and what they say, opened with her key. */
import { type Record as RecordValue, stateKey } from '@annals/ledger/block';
import { equalBytes, type JsonValue, type RecordId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { verifyValue } from '@annals/ledger/light';
import { parseCanonicalJson } from '@annals/ledger/record-types';
import { fetchWholeList, routes } from '@annals/ledger/rest';
import { decodeSidecar, openSection, sidecarHash } from '@annals/ledger/sidecar';
import { ask, clientOf } from '../connection/connection.ts';
import { type Asker, askAs, holds } from './asker.ts';

/** A record of hers whose state has been verified. */
export interface OwnRecord {
  readonly id: RecordId;
  readonly value: RecordValue;
}

/** Her records, each with its state verified. That none is left out of the list is not proven. */
export async function readOwnRecords(asker: Asker): Promise<readonly OwnRecord[]> {
  const { subject } = asker;
  const listed = await fetchWholeList((after) =>
    askAs(asker, routes.subjectRecords, { params: { subject }, query: { after } }),
  );
  const found: OwnRecord[] = [];
  for (const { id } of listed) found.push({ id, value: await verifiedRecord(asker, id) });
  return found.filter(({ value }) => value.subject === subject);
}

/** The sections of one of her records. @throws AnnalsError `sidecar.*` when the node sent something else. */
export async function openOwnRecord(
  asker: Asker,
  record: RecordId,
): Promise<{ readonly [section: string]: JsonValue }> {
  const { content, version } = await verifiedRecord(asker, record);
  if (content.type === 'public') return parseCanonicalJson(content.text) as { readonly [section: string]: JsonValue };
  const { sidecar: bytes } = await askAs(asker, routes.sidecar, { params: { record } });
  if (!equalBytes(sidecarHash(bytes), content.sidecar)) {
    throw new AnnalsError('sidecar.mismatch', 'the node sent sealed content of something else');
  }
  const sidecar = decodeSidecar(bytes);
  const { chain } = asker.setting.trusted;
  const { commitment, sealedTo } = content;
  const secrets = [asker.secret, ...asker.earlierSecrets];
  const secret = secrets.find((each) => equalBytes(sealedTo, publicKeyOf(each))) ?? asker.secret;
  return Object.fromEntries(
    sidecar.sections.map(({ name }) => {
      const place = { chain, record, version, section: name };
      return [name, openSection(sidecar, { ...place, commitment, sealedTo, secret }).content];
    }),
  );
}

async function verifiedRecord({ setting }: Asker, record: RecordId): Promise<RecordValue> {
  const { proven } = await ask(setting.nodes.map(clientOf), (client) =>
    client.call(routes.record, { params: { record } }),
  );
  const { value } = holds(verifyValue(setting.trusted, stateKey.record(record), proven));
  if (!value) throw new AnnalsError('record.unknown', 'the ledger holds no such record');
  return value;
}
