/**
 * `annals record read`: the whole way of an enforced read. The request is entered where the person sees it, and what it
 * is granted is opened with shares of the validators; a person reads her own records this way when she lost the key
 * that they were sealed to.
 */
import { type AgencyId, formatId, type JsonValue, parseId } from '@annals/ledger/codec';
import { AnnalsError, CATALOGUE, invariant, isErrorCode } from '@annals/ledger/errors';
import {
  fetchPresentRecord,
  type OpenedPart,
  type ReadItem,
  type Reading,
  type ReadingSigner,
  readSections,
} from '@annals/ledger/reading';
import type { Fit, SectionContents } from '@annals/ledger/record-types';
import { writeText } from '../context/files.ts';
import { recordType } from '../governance/record-types.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, printable, table } from '../output/table.ts';
import { contradictionText } from '../session/contradicted.ts';
import { genesisAgencyNames } from '../session/names.ts';
import { committedFields, committedJson, type SubmitOptions } from '../session/perform.ts';
import { saveReceipt } from '../session/receipt.ts';
import type { Session } from '../session/session.ts';
import { openSigner, useNativeSignatures } from '../session/signer.ts';
import { openWallet } from '../wallet/wallet.ts';
import { fitJson, misfitWarning } from './open-content.ts';

/** What the officer who reads in an emergency has to know, and her colleagues have to do. */
const REVIEW_IS_DUE = 'The person is told that it was an emergency, and an officer of another agency must review it.';

interface ReadOptions extends SubmitOptions {
  readonly section: readonly string[];
  readonly purpose: string;
  readonly basis: string;
  readonly emergency?: string;
  /** The wallet of a person who reads her own records, or those of somebody whom she represents. */
  readonly person?: string;
  readonly out?: string;
}

export async function readRecords(session: Session, options: ReadOptions, texts: readonly string[]): Promise<Answer> {
  const items = texts.map((text) => ({ record: parseId('record', text), sections: [...options.section] }));
  const signer = await readingSigner(session, options, texts);
  await session.status();
  const { purpose, basis, emergency = null } = options;
  const { nodes } = session;
  const reading = await readSections(nodes, session.trusted, signer, { items, purpose, basis, emergency });
  const receipt = saveReceipt(session, reading.receipt, options.receipt);
  const out = keepContents(session, options, reading);
  const { transaction: id, height, result, contradicted } = reading;
  const committed = { id, height, result, contradicted };
  return {
    text: paragraphs(
      headline(reading, emergency !== null),
      table(
        ['RECORD', 'SECTION', 'OUTCOME', 'CODE'],
        reading.items.flatMap((item) => rowsOf(item, options.section)),
      ),
      ...(out === null
        ? reading.items.map(shownContents)
        : reading.items.map((item) => misfitWarning(fitOfItem(item)))),
      fields([...committedFields(committed), ['receipt', receipt], ['content', out]]),
      warnings(reading, genesisAgencyNames(session)),
    ),
    json: {
      ...committedJson(committed),
      items: reading.items.map(itemJson),
      wrong: reading.wrong.map(({ holder, broughtBy }) => ({ holder: agencyText(holder), broughtBy: [...broughtBy] })),
      silent: reading.silent.map(({ holder, code }) => ({ holder: agencyText(holder), code })),
      receipt,
      out,
    },
    exit: exitOf(reading),
  };
}

/**
 * The content of a record as `record issue` takes it, read for another command.
 * @throws AnnalsError with the code for which it is refused or stays closed.
 */
export async function readWhole(
  session: Session,
  signer: ReadingSigner,
  text: string,
  { section, purpose, basis }: Pick<ReadOptions, 'section' | 'purpose' | 'basis'>,
): Promise<SectionContents> {
  const items = [{ record: parseId('record', text), sections: [...section] }];
  const { nodes } = session;
  const request = { items, purpose, basis, emergency: null };
  const { items: read } = await readSections(nodes, session.trusted, signer, request);
  const [item] = read;
  invariant(item, 'one record was asked for');
  if (item.code !== 'ok') {
    const code = isErrorCode(item.code) ? item.code : 'node.internal';
    throw new AnnalsError(code, 'the record cannot be read, and the attempt is entered as refused');
  }
  for (const part of item.sections) if (!part.ok && !isAbsent(part)) throw new AnnalsError(part.code, part.reason);
  return contentsOf(item);
}

/** The officer named by `--as`, or the person whose wallet is given, in the sector of the records. */
async function readingSigner(
  session: Session,
  { person }: ReadOptions,
  [first = '']: readonly string[],
): Promise<ReadingSigner> {
  if (person === undefined) {
    const { secret, agency } = await openSigner(session, { kinds: ['officer'] });
    return { secret, agency, subject: null };
  }
  useNativeSignatures();
  const { value: record } = await session.ask((node) =>
    fetchPresentRecord(node, session.trusted, parseId('record', first)),
  );
  const { sector } = await recordType(session, record.type);
  const { secret, subject } = (await openWallet(session, person)).enrolled(sector);
  return { secret, agency: null, subject };
}

function headline({ items, result: { code } }: Reading, isEmergency: boolean): string {
  const granted = items.filter((item) => item.code === 'ok').length;
  const review = isEmergency && granted > 0 ? ` ${REVIEW_IS_DUE}` : '';
  if (granted === items.length) return `The reading is granted, and stands in the access log of the person.${review}`;
  const why = isErrorCode(code) ? `${CATALOGUE[code].title} ${CATALOGUE[code].remedy}` : code;
  const outcome =
    items.length === 1 ? 'The reading is refused.' : `${granted} of ${items.length} readings are granted.`;
  return `${outcome} The attempt stands in the access log of the person. ${why}${review}`;
}

function rowsOf({ record, code, sections }: ReadItem, asked: readonly string[]): readonly string[][] {
  const text = formatId('record', record);
  if (code !== 'ok') return [[text, asked.join(', '), 'refused', code]];
  return sections.map((part) => [
    text,
    part.section,
    part.ok ? 'opened' : isAbsent(part) ? 'not in this record' : 'closed',
    part.ok || isAbsent(part) ? '' : part.code,
  ]);
}

/** Whether the record has no such section: a type has optional ones, and only the sealed content tells. */
function isAbsent(part: OpenedPart): boolean {
  return !part.ok && part.code === 'sidecar.no-seal';
}

/** The sections of a record that were opened, as `record issue` takes them. */
function contentsOf({ sections }: ReadItem): SectionContents {
  return Object.fromEntries(sections.flatMap((part) => (part.ok ? [[part.section, part.content]] : [])));
}

function shownContents(item: ReadItem): string | undefined {
  const contents = contentsOf(item);
  if (Object.keys(contents).length === 0) return undefined;
  return paragraphs(
    misfitWarning(fitOfItem(item)),
    `${formatId('record', item.record)}\n${JSON.stringify(contents, null, 2)}`,
  );
}

/** Whether all that was opened of a record is what its type says that it must be. */
function fitOfItem({ sections }: ReadItem): Fit {
  const reasons = sections.flatMap((part) => (part.ok && !part.fit.fits ? part.fit.reasons : []));
  return reasons.length === 0 ? { fits: true } : { fits: false, reasons };
}

function itemJson(item: ReadItem): JsonValue {
  const { record, code, sections } = item;
  const closed = sections.flatMap((part) =>
    part.ok ? [] : [{ section: part.section, code: part.code, reason: part.reason }],
  );
  const unfit = sections.flatMap((part) =>
    part.ok && !part.fit.fits ? [{ section: part.section, ...(fitJson(part.fit) as object) }] : [],
  );
  return { record: formatId('record', record), code, sections: contentsOf(item), closed, unfit };
}

/** Who gave wrong shares and who gave none, for whoever operates them. */
function warnings(
  { wrong, silent, items, contradicted }: Reading,
  names: ReadonlyMap<AgencyId, string>,
): string | undefined {
  const nameOf = (holder: AgencyId) => names.get(holder) ?? formatId('agency', holder);
  const closed = items.flatMap(({ sections }) =>
    sections.flatMap((part) => (part.ok || isAbsent(part) ? [] : [part.reason])),
  );
  const lines = [
    ...new Set(closed),
    ...contradicted.map((each) => printable(contradictionText(each))),
    ...wrong.map(({ holder, broughtBy }) =>
      holder
        ? `Wrong shares came from ${nameOf(holder)}, as ${broughtBy.join(' and ')} brought them.`
        : `${broughtBy.join(' and ')} altered shares on the way.`,
    ),
    ...silent.map(
      ({ holder, code }) =>
        `No share came from ${nameOf(holder)}: ${code}.${closed.length === 0 ? ' The others were enough.' : ''}`,
    ),
  ];
  return lines.length === 0 ? undefined : lines.join('\n');
}

function agencyText(agency: AgencyId | null): string | null {
  return agency && formatId('agency', agency);
}

/** What was opened, in a file that only its owner reads: of one record as `record amend` takes it, of several by their ids. */
function keepContents(session: Session, { out }: ReadOptions, { items }: Reading): string | null {
  if (out === undefined) return null;
  const [only] = items;
  const contents =
    only && items.length === 1
      ? contentsOf(only)
      : Object.fromEntries(items.map((item) => [formatId('record', item.record), contentsOf(item)]));
  const path = session.path(out);
  writeText(path, `${JSON.stringify(contents, null, 2)}\n`, 0o600);
  return path;
}

/** The exit code of the first thing that was not as asked for. */
function exitOf({ items }: Reading): number {
  const codes = items.flatMap(({ code, sections }) => [
    code,
    ...sections.map((part) => (part.ok || isAbsent(part) ? 'ok' : part.code)),
  ]);
  const bad = codes.find((code) => code !== 'ok');
  if (bad === undefined) return 0;
  return isErrorCode(bad) ? CATALOGUE[bad].exit : 3;
}
