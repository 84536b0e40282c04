/** `annals record open` and `prove-wrong`: the content of a record, for the person whom it is about. */
import { formatId, type JsonValue, parseId, type RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import {
  fetchPresentRecord,
  type OwnContent,
  type OwnSecrets,
  openOwnContent,
  proveOwnWrong,
} from '@annals/ledger/reading';
import type { Fit } from '@annals/ledger/record-types';
import { formatWrong, type SectionFault, type VerifiedWrong, verifyWrong, type Wrong } from '@annals/ledger/wrong';
import { writeText } from '../context/files.ts';
import { recordType } from '../governance/record-types.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs } from '../output/table.ts';
import { agencyNames, genesisAgencyNames, ownOfficers, shortId } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from '../wallet/wallet.ts';
import { accept, verifiedUpTo } from './show-records.ts';

interface OpenOptions {
  /** The wallet of the subject. */
  readonly person?: string;
  readonly section?: readonly string[];
}

export async function openRecord(
  session: Session,
  { person, section: only }: OpenOptions,
  text: string,
): Promise<Answer> {
  const { record, sections, fit } = await openContent(session, parseId('record', text), person);
  const missing = only?.find((name) => sections.every((each) => each.name !== name));
  if (missing !== undefined) throw new AnnalsError('sidecar.no-seal', `the record has no section ${missing}`);
  const asked = sections.filter(({ name }) => only?.includes(name) ?? true);
  const opened = Object.fromEntries(asked.flatMap((each) => (each.ok ? [[each.name, each.content]] : [])));
  const closed = asked.flatMap((each) => (each.ok || each.isWrong ? [] : [each.name]));
  const wrong = asked.flatMap((each) => (each.ok || !each.isWrong ? [] : [each]));
  return {
    text: paragraphs(
      `${record.type}, version ${record.version}, ${record.state}. What is shown is what the ledger commits to.`,
      misfitWarning(fit),
      JSON.stringify(opened, null, 2),
      closed.length > 0 ? `Sealed to a key that is not in this wallet: ${closed.join(', ')}.` : undefined,
      ...wrong.map(
        ({ name, reason }) =>
          `WRONG: the section ${name} is sealed to you and does not open (${reason}). You can prove this: annals record prove-wrong ${text} --section ${name} --out wrong.json`,
      ),
    ),
    json: {
      record: text,
      type: record.type,
      version: record.version,
      state: record.state,
      sections: opened,
      closed,
      wrong: wrong.map(({ name, code, reason }) => ({ section: name, code, reason })),
      fit: fitJson(fit),
    },
    ...(wrong.length > 0 && { exit: 6 }),
  };
}

/** Said before content that is not what its type says that it must be; the content is shown all the same. */
export function misfitWarning(fit: Fit): string | undefined {
  if (fit.fits) return undefined;
  const lines = fit.reasons.map(({ path, message }) => `  ${path}: ${message}`);
  return `WARNING: this is not what a record of its type must say. Do not rely on it.\n${lines.join('\n')}`;
}

export const fitJson = (fit: Fit): JsonValue =>
  fit.fits ? { fits: true } : { fits: false, reasons: fit.reasons.map(({ path, message }) => ({ path, message })) };

/** Opens a record with the keys of its subject: without an entry, since it is hers. */
export async function openContent(session: Session, id: RecordId, person: string | undefined): Promise<OwnContent> {
  const { value } = await session.ask((node) => fetchPresentRecord(node, session.trusted, id));
  if (value.content.type === 'sealed' && person === undefined) {
    throw new AnnalsError(
      'sidecar.not-entitled',
      'only the person whom it is about opens it without asking, with --person; an officer asks with `annals record read`',
    );
  }
  const secrets = await ownSecrets(session, value.type, person);
  return session.ask((node) => openOwnContent(node, session.trusted, id, secrets));
}

/** Her keys of the sector. */
async function ownSecrets(session: Session, type: string, person: string | undefined): Promise<OwnSecrets> {
  if (person === undefined) return [];
  const { sector } = await recordType(session, type);
  const wallet = await openWallet(session, person);
  return [wallet.enrolled(sector).secret, ...wallet.earlierSecrets(sector)];
}

interface WrongOptions {
  readonly person: string;
  readonly section: string;
  readonly out: string;
}

/** Proves to anybody that a section that is sealed to her does not open, and who issued it. */
export async function proveWrongOf(
  session: Session,
  { person, section, out }: WrongOptions,
  text: string,
): Promise<Answer> {
  const id = parseId('record', text);
  const { value } = await session.ask((node) => fetchPresentRecord(node, session.trusted, id));
  const secrets = await ownSecrets(session, value.type, person);
  const wrong = await session.ask((node) => proveOwnWrong(node, session.trusted, id, section, secrets));
  const path = session.path(out);
  writeText(path, formatWrong(wrong));
  return describeWrong(session, accept(verifyWrong(session.trusted, wrong)), await agencyNames(session), path);
}

/** Verifies such a proof with the genesis document and nothing else. */
export function verifyWrongFile(session: Session, wrong: Wrong): Answer {
  return describeWrong(session, accept(verifyWrong(session.trusted, wrong)), genesisAgencyNames(session), null);
}

const FAULTS: { readonly [fault in SectionFault]: string } = {
  unproven: 'the seal to her is not one: whoever made it has not shown to know its secret',
  closed: 'the seal to her does not give the key that the content opens with',
  uncommitted: 'it opens to something else than the ledger commits to',
};

function describeWrong(
  session: Session,
  { header, record, version, section, agency, officer, fault }: VerifiedWrong,
  names: Awaited<ReturnType<typeof agencyNames>>,
  saved: string | null,
): Answer {
  return {
    text: paragraphs(
      `It is proven that the section ${section} was not sealed to its subject as it had to be: ${FAULTS[fault]}.`,
      fields([
        ['record', formatId('record', record)],
        ['version', String(version)],
        ['issued by', names.get(agency) ?? formatId('agency', agency)],
        ['signed by', ownOfficers(session).get(officer) ?? shortId('officer', officer)],
      ]),
      verifiedUpTo(header),
      saved
        ? `The proof is in ${saved}; anyone verifies it offline with: annals verify ${saved}\nIt reveals nothing of other sections but their names and sizes, and nothing of your key. What the bad section opens to, as far as it does, can be read.`
        : undefined,
    ),
    json: {
      record: formatId('record', record),
      version,
      section,
      fault,
      agency: formatId('agency', agency),
      officer: formatId('officer', officer),
      height: header.height,
      saved,
    },
  };
}
