/** Content of records on its way to the ledger: read from a file, held against the type's schema, sealed or in clear. */
import { readFileSync } from 'node:fs';
import type { RecordType } from '@annals/ledger/block';
import type { JsonValue, RecordId, SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Proven } from '@annals/ledger/light';
import {
  checkedContent,
  fetchSubjectKey,
  type PreparedContent,
  publicContent,
  sealedContent,
} from '@annals/ledger/reading';
import { isJsonMap, type SectionContents } from '@annals/ledger/record-types';
import { MAX_SIDECAR_BYTES } from '@annals/ledger/sidecar';
import { readJson } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import type { Session } from '../session/session.ts';
import type { Signer } from '../session/signer.ts';

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

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AnnalsError('command.file', `standard input is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Where the content goes. */
export interface ContentPlace {
  readonly type: Proven<RecordType>;
  readonly record: RecordId;
  readonly version: number;
  readonly subject: SubjectId;
  readonly signer: Signer;
}

/** Seals content to its subject and to the network, or writes it in clear where the type is public. */
async function prepareContent(
  session: Session,
  sections: SectionContents,
  place: ContentPlace,
): Promise<PreparedContent> {
  const { type, record, version, subject, signer } = place;
  if (type.visibility === 'public') return publicContent(type, sections);
  const { secret, agency, label } = signer;
  if (!agency) throw new AnnalsError('tx.not-authorised', `${label} acts for no agency`);
  const { chain, trusted } = session;
  const question = { type, subject, secret, nowMs: session.environment.nowMs() };
  const [subjectKey, networkKey] = await Promise.all([
    session.ask((node) => fetchSubjectKey(node, trusted, question)),
    session.networkKey(),
  ]);
  return sealedContent({ type, subjectKey, networkKey }, { chain, record, version }, sections);
}

/** Her key may change between sealing and the block; it does not change often. */
const MAX_SEALINGS = 3;

/**
 * Prepares content and performs what brings it; seals anew where the subject's key has been replaced meanwhile.
 * @throws AnnalsError as the performance, and as {@link prepareContent}.
 */
export async function performWithContent(
  session: Session,
  sections: SectionContents,
  place: ContentPlace,
  performing: (prepared: PreparedContent) => Promise<Answer>,
): Promise<Answer> {
  for (let sealing = 1; ; sealing++) {
    const prepared = await prepareContent(session, sections, place);
    try {
      return await performing(prepared);
    } catch (error) {
      const isReplaced = error instanceof AnnalsError && error.code === 'record.sealed-to';
      if (!isReplaced || sealing >= MAX_SEALINGS) throw error;
    }
  }
}
