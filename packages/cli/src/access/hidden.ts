/**
 * Hidden reads: `annals access court-order` lets a court order one, `annals record read-hidden` carries it out,
 * `annals access hidden` shows who reads in secret, under which court and until when.
 */
import { stateKey } from '@annals/ledger/block';
import { formatId, parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { courtOrderShape, makeCourtOrder } from '@annals/ledger/hidden';
import { fetchPresentRecord, readHidden } from '@annals/ledger/reading';
import type { Fit } from '@annals/ledger/record-types';
import { routes } from '@annals/ledger/rest';
import { readShaped, writeText } from '../context/files.ts';
import { parseTime } from '../identity/times.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, printable, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { fitJson, misfitWarning } from '../records/open-content.ts';
import { contradictedJson, contradictionText } from '../session/contradicted.ts';
import { agencyNames, resolveAgency, shortId, timeText } from '../session/names.ts';
import { saveReceipt } from '../session/receipt.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';

/** An order is a few names and a signature. */
const MAX_ORDER_BYTES = 16_384;
/** Whoever has the order can open what the package hides: only its owner may read the file. */
const SECRET_MODE = 0o600;

interface OrderOptions {
  readonly record: string;
  readonly section: readonly string[];
  readonly purpose: string;
  readonly basis: string;
  readonly reference: string;
  readonly agency: string;
  readonly reveal: string;
  readonly out: string;
}

export async function orderHiddenRead(session: Session, options: OrderOptions): Promise<Answer> {
  const record = parseId('record', options.record);
  const { value } = await session.ask((node) => fetchPresentRecord(node, session.trusted, record));
  const agency = await resolveAgency(session, options.agency);
  const revealMs = parseTime(options.reveal);
  const signer = await openSigner(session, { kinds: ['agency'] });
  if (signer.agency === null) throw new AnnalsError('command.usage', `${signer.label} is no key of an agency`);
  const { section: sections, purpose, basis, reference } = options;
  const terms = {
    chain: session.chain,
    court: signer.agency,
    agency,
    type: value.type,
    details: { record, sections, purpose, basis, reference },
    revealMs,
  };
  const order = courtOrderShape.toJson(makeCourtOrder(terms, signer.secret));
  const path = session.path(options.out);
  writeText(path, `${JSON.stringify(order, null, 2)}\n`, SECRET_MODE);
  return {
    text: paragraphs(
      `The order is signed, and kept in ${path}. Hand it to the agency in secret: it says what is to be read.`,
      fields([
        ['type', terms.type],
        ['agency', formatId('agency', agency)],
        ['revealed on', timeText(revealMs)],
      ]),
      `Next, at that agency: annals record read-hidden --court ${options.out} --as <officer>`,
    ),
    json: { order, saved: path },
  };
}

interface ReadHiddenOptions {
  readonly court: string;
  readonly out?: string;
  readonly receipt?: string;
}

export async function readUnderOrder(session: Session, options: ReadHiddenOptions): Promise<Answer> {
  const order = readShaped(session.path(options.court), MAX_ORDER_BYTES, courtOrderShape.fromJson);
  const signer = await openSigner(session, { kinds: ['officer'], agency: order.agency });
  const { nodes } = session;
  const reading = await readHidden(nodes, session.trusted, signer, order);
  const saved = saveReceipt(session, reading.receipt, options.receipt);
  const opened = reading.parts.filter((part) => part.ok);
  const sections = Object.fromEntries(opened.map(({ section, content }) => [section, content]));
  const closed = reading.parts.flatMap((part) => (part.ok ? [] : [part]));
  const reasons = opened.flatMap(({ fit }) => (fit.fits ? [] : fit.reasons));
  const fit: Fit = reasons.length === 0 ? { fits: true } : { fits: false, reasons };
  const path = options.out === undefined ? null : session.path(options.out);
  if (path !== null) writeText(path, `${JSON.stringify(sections, null, 2)}\n`, SECRET_MODE);
  const transaction = formatId('transaction', reading.transaction);
  return {
    text: paragraphs(
      `Read in secret. The ledger tells the person on ${timeText(order.revealMs)}; that it was read counts at once.`,
      misfitWarning(fit),
      path === null ? JSON.stringify(sections, null, 2) : `The content is kept in ${path}.`,
      closed.map(({ section, code, reason }) => `${section} stays closed (${code}): ${reason}`).join('\n'),
      fields([
        ['transaction', transaction],
        ['block', reading.height],
        ['receipt', saved],
      ]),
      reading.contradicted.map((each) => printable(contradictionText(each))).join('\n'),
    ),
    json: {
      transaction,
      height: reading.height,
      contradicted: contradictedJson(reading.contradicted),
      revealMs: order.revealMs,
      record: formatId('record', order.details.record),
      sections,
      fit: fitJson(fit),
      closed: closed.map(({ section, code, reason }) => ({ section, code, reason })),
      saved: path,
      receipt: saved,
    },
    exit: closed.length > 0 ? 5 : 0,
  };
}

export async function listHiddenReads(session: Session): Promise<Answer> {
  const { items: proven, toldBy } = await session.provenList(
    (node, after) => node.call(routes.hiddenReads, { query: { after } }),
    ({ id }) => stateKey.hidden(id),
  );
  const items = proven.map(({ item: { id }, value }) => ({ id, value }));
  const names = await agencyNames(session);
  const sorted = [...items].sort((a, b) => b.value.timeMs - a.value.timeMs);
  const rows = sorted.map(({ id, value }) => [
    shortId('transaction', id),
    timeText(value.timeMs),
    names.get(value.agency) ?? shortId('agency', value.agency),
    names.get(value.court) ?? shortId('agency', value.court),
    value.type,
    timeText(value.revealMs),
    value.status,
  ]);
  return {
    text: paragraphs(
      table(['READ', 'AT', 'AGENCY', 'COURT', 'TYPE', 'REVEALED ON', 'STATUS'], rows, 'There are no hidden reads.'),
      toldToBeAll(toldBy),
    ),
    json: {
      hiddenReads: sorted.map(({ id, value }) => ({
        transaction: formatId('transaction', id),
        agency: formatId('agency', value.agency),
        officer: formatId('officer', value.officer),
        court: formatId('agency', value.court),
        type: value.type,
        timeMs: value.timeMs,
        revealMs: value.revealMs,
        status: value.status,
      })),
    },
  };
}
