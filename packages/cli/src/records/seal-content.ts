/** Content of records on its way to the ledger: read from a file, held against the type's schema, sealed or in clear. */
import { readFileSync } from 'node:fs';
import type { RecordType } from '@annals/ledger/block';
import type { JsonValue, RecordId, SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { canonicalJson, isJsonMap, type SectionContents, validateContent } from '@annals/ledger/record-types';
import { routes } from '@annals/ledger/rest';
import { MAX_SIDECAR_BYTES, sealRecord } from '@annals/ledger/sidecar';
import type { RecordContent } from '@annals/ledger/transaction';
import { readJson } from '../context/files.ts';
import type { Session } from '../session/session.ts';
import type { Signer } from '../session/signer.ts';

/** Content ready for a transaction, and the sidecar that goes beside it. */
export interface PreparedContent {
  readonly content: RecordContent;
  readonly sidecar: Uint8Array | null;
}

/**
 * Reads content from a file, or from standard input for `-`, and holds it against the schema.
 * @throws AnnalsError `command.file`, `record.content` and `record.sections` with the path of the field.
 */
export function readContent(session: Session, type: RecordType, file: string): SectionContents {
  const value =
    file === '-' ? parseInput(readFileSync(0, 'utf8')) : readJson(session.path(file), 2 * MAX_SIDECAR_BYTES);
  if (!isJsonMap(value as JsonValue)) {
    throw new AnnalsError('command.file', `${file} holds no JSON object with the sections of a ${type.name}`);
  }
  return checkedContent(type, value as SectionContents);
}

/** The content, if it fits the type. @throws AnnalsError `record.content`, `record.sections`. */
export function checkedContent(type: RecordType, content: SectionContents): SectionContents {
  const verdict = validateContent(type, content);
  if (verdict.ok) return content;
  throw new AnnalsError(verdict.code, `${verdict.path || '/'}: ${verdict.message}`);
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AnnalsError('command.file', `standard input is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Where the content goes. */
export interface ContentPlace {
  readonly type: RecordType;
  readonly record: RecordId;
  readonly version: number;
  readonly subject: SubjectId;
  readonly signer: Signer;
}

/** Seals content to its subject and to the network, or writes it in clear where the type is public. */
export async function prepareContent(
  session: Session,
  sections: SectionContents,
  place: ContentPlace,
): Promise<PreparedContent> {
  const { type, record, version, subject, signer } = place;
  if (type.visibility === 'public')
    return { content: { type: 'public', text: canonicalJson(sections) }, sidecar: null };
  const { secret, agency } = signer;
  if (!agency) throw new AnnalsError('tx.not-authorised', `${signer.label} acts for no agency`);
  const { chain } = session;
  const [{ key: subjectKey }, networkKey] = await Promise.all([
    session.client().call(routes.subject, { params: { subject }, prove: { secret, chain } }),
    session.networkKey(),
  ]);
  const { bytes, content } = sealRecord({ chain, record, version, sections, subjectKey, networkKey });
  return { content, sidecar: bytes };
}
