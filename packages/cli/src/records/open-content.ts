/** `annals record open`: the content of a record, for the person whom it is about. */
import type { Record } from '@annals/ledger/block';
import { stateKey } from '@annals/ledger/block';
import { equalBytes, type JsonValue, parseId, type RecordId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { verifyValue } from '@annals/ledger/light';
import { parseCanonicalJson, type SectionContents } from '@annals/ledger/record-types';
import { routes } from '@annals/ledger/rest';
import { decodeSidecar, findSection, openSection, sealsOf, sidecarHash } from '@annals/ledger/sidecar';
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
  /** Sections that are sealed to a key that her wallet does not hold. */
  readonly closed: readonly string[];
}

export async function openRecord(session: Session, options: OpenOptions, text: string): Promise<Answer> {
  const id = parseId('record', text);
  const { proven } = await session.client().call(routes.record, { params: { record: id } });
  const verdict = verifyValue(session.trusted, stateKey.record(id), proven);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  const record = verdict.value;
  if (!record) throw new AnnalsError('record.unknown', `there is no record ${text}`);
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

/** Opens the sections of a record with a key of its subject: without an entry, since they are hers. */
async function openContent(
  session: Session,
  id: RecordId,
  record: Record,
  options: OpenOptions,
): Promise<OpenedContent> {
  const { content, version } = record;
  if (content.type === 'public') return { sections: parseCanonicalJson(content.text) as SectionContents, closed: [] };
  const secrets = await openingKeys(session, record, options);
  const { chain } = session;
  const prove = { secret: secrets[0], chain };
  const { sidecar: bytes } = await session.client().call(routes.sidecar, { params: { record: id }, prove });
  if (!equalBytes(sidecarHash(bytes), content.sidecar)) {
    throw new AnnalsError('sidecar.mismatch', 'the node sent sealed content of something else');
  }
  const sidecar = decodeSidecar(bytes);
  const sections: { [name: string]: JsonValue } = {};
  const closed: string[] = [];
  for (const section of options.section ?? sidecar.sections.map(({ name }) => name)) {
    const place = { chain, record: id, version, section };
    const { key } = sealsOf(findSection(sidecar, place)).subject;
    const secret = secrets.find((each) => equalBytes(key, publicKeyOf(each)));
    const wanted = { ...place, commitment: content.commitment };
    if (secret) sections[section] = openSection(sidecar, { ...wanted, secret }).content;
    else closed.push(section);
  }
  return { sections, closed };
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
