/** `annals record open`: the content of a record, for the person whom it is about. */
import type { Record } from '@annals/ledger/block';
import { stateKey } from '@annals/ledger/block';
import { equalBytes, type JsonValue, parseId, type RecordId } from '@annals/ledger/codec';
import { type FieldDisclosure, publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { verifyValue } from '@annals/ledger/light';
import { parseCanonicalJson, type SectionContents } from '@annals/ledger/record-types';
import { routes } from '@annals/ledger/rest';
import { decodeSidecar, openSection, sidecarHash } from '@annals/ledger/sidecar';
import { recordType } from '../governance/record-types.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs } from '../output/table.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from '../wallet/wallet.ts';

interface OpenOptions {
  /** The wallet of the subject. */
  readonly person?: string;
  readonly section?: readonly string[];
}

interface OpenedContent {
  readonly sections: SectionContents;
  /** The fields of the sections that are sealed, each with what it takes to show it alone. */
  readonly disclosures: readonly FieldDisclosure[];
  /** Sections that are sealed to a key that her wallet does not hold. */
  readonly closed: readonly string[];
}

export async function openRecord(session: Session, options: OpenOptions, text: string): Promise<Answer> {
  const { id, record } = await verifiedRecord(session, text);
  const { sections, closed } = await openContent(session, id, record, options);
  return {
    text: paragraphs(
      `${record.type}, version ${record.version}, ${record.state}. It says what the ledger commits to.`,
      JSON.stringify(sections, null, 2),
      closed.length > 0 ? `Not sealed to this key: ${closed.join(', ')}.` : undefined,
    ),
    json: { record: text, type: record.type, version: record.version, state: record.state, sections, closed },
  };
}

/** A record as the ledger has it, proven. @throws AnnalsError `record.unknown`, `record.erased`, `proof.*`. */
export async function verifiedRecord(
  session: Session,
  text: string,
): Promise<{ readonly id: RecordId; readonly record: Record }> {
  const id = parseId('record', text);
  const { proven } = await session.client().call(routes.record, { params: { record: id } });
  const verdict = verifyValue(session.trusted, stateKey.record(id), proven);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  const { value } = verdict;
  if (!value) throw new AnnalsError('record.unknown', `there is no record ${text}`);
  if (value.erased !== null) {
    throw new AnnalsError('record.erased', `the content was erased in block ${value.erased}`);
  }
  return { id, record: value };
}

/** Opens the sections of a record with a key of its subject: without an entry, since they are hers. */
export async function openContent(
  session: Session,
  id: RecordId,
  record: Record,
  options: OpenOptions,
): Promise<OpenedContent> {
  const { content, version } = record;
  if (content.type === 'public') {
    return { sections: parseCanonicalJson(content.text) as SectionContents, disclosures: [], closed: [] };
  }
  const secrets = await openingKeys(session, record, options);
  const { commitment, sealedTo } = content;
  const secret = secrets.find((each) => equalBytes(sealedTo, publicKeyOf(each)));
  const { chain } = session;
  const prove = { secret: secrets[0], chain };
  const { sidecar: bytes } = await session.client().call(routes.sidecar, { params: { record: id }, prove });
  if (!equalBytes(sidecarHash(bytes), content.sidecar)) {
    throw new AnnalsError('sidecar.mismatch', 'the node sent sealed content of something else');
  }
  const sidecar = decodeSidecar(bytes);
  const sections: { [name: string]: JsonValue } = {};
  const disclosures: FieldDisclosure[] = [];
  const closed: string[] = [];
  for (const section of options.section ?? sidecar.sections.map(({ name }) => name)) {
    const place = { chain, record: id, version, section };
    if (!secret) {
      closed.push(section);
      continue;
    }
    const opened = openSection(sidecar, { ...place, commitment, sealedTo, secret });
    sections[section] = opened.content;
    disclosures.push(...opened.fields);
  }
  return { sections, disclosures, closed };
}

/** Keys that may open, the present one, which proves who asks, first. */
type OpeningKeys = readonly [Uint8Array, ...Uint8Array[]];

async function openingKeys(session: Session, record: Record, { person }: OpenOptions): Promise<OpeningKeys> {
  if (person === undefined) {
    throw new AnnalsError(
      'sidecar.not-entitled',
      'only the person whom it is about opens it without asking, with --person; an officer asks with `annals record read`',
    );
  }
  const { sector } = await recordType(session, record.type);
  const wallet = await openWallet(session, person);
  return [wallet.enrolled(sector).secret, ...wallet.earlierSecrets(sector)];
}
