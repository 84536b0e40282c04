/** `annals record show`, `history`, `verify` and `list`: what the ledger says about records, verified before it is shown. */
import { existsSync } from 'node:fs';
import { type Header, type HistoryEntry, type Record, recordShape, stateKey } from '@annals/ledger/block';
import { type AgencyId, bytesToHex, formatId, type Infer, parseId, type RecordId, shape } from '@annals/ledger/codec';
import { AnnalsError, CATALOGUE } from '@annals/ledger/errors';
import {
  type ProvenLog,
  provenLogShape,
  type Verdict,
  type VerifiedRecord,
  verifyRecordHistory,
} from '@annals/ledger/light';
import { fetchWholeLog, routes } from '@annals/ledger/rest';
import { claimOfHistory } from '@annals/ledger/validity';
import { shaped, writeText } from '../context/files.ts';
import { readLogs } from '../context/log-file.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { agencyNames, genesisAgencyNames, ownOfficers, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { openWallet } from '../wallet/wallet.ts';
import { type JudgingOptions, judgeDocument } from './judge-document.ts';

/** A record's history with its proof, as a file that anyone can verify offline. */
const recordFileShape = shape.struct({
  version: shape.integer(1, 1),
  record: shape.id('record'),
  proven: provenLogShape,
});
/** Entries of a history that are verified in memory: more than an agency changes a record in a lifetime. */
const MAX_HISTORY_ENTRIES = 1_000_000;

export async function showRecord(session: Session, _options: object, text: string): Promise<Answer> {
  const id = parseId('record', text);
  const { value, header } = await session.value(stateKey.record(id));
  if (!value) throw new AnnalsError('record.unknown', `there is no record ${text} at block ${header.height}`);
  return {
    text: paragraphs(describe(id, value, await agencyNames(session)), verifiedUpTo(header)),
    json: { record: text, value: recordShape.toJson(value), verifiedHeight: header.height },
  };
}

interface HistoryOptions {
  readonly save?: string;
}

export async function showHistory(session: Session, options: HistoryOptions, text: string): Promise<Answer> {
  const id = parseId('record', text);
  const { proven, verified } = await fetchHistory(session, id);
  const saved = options.save === undefined ? null : session.path(options.save);
  if (saved) writeText(saved, `${JSON.stringify(recordFileShape.toJson({ version: 1, record: id, proven }))}\n`);
  return historyAnswer(session, await agencyNames(session), id, verified, saved);
}

/** Verifies a record by its id, or by the file that `record history --save` wrote, and whether that still holds. */
export async function verifyRecord(session: Session, options: JudgingOptions, what: string): Promise<Answer> {
  const path = session.path(what);
  if (!existsSync(path)) return showHistory(session, {}, what);
  const { record, proven } = await readRecordFile(path);
  const verified = accept(verifyRecordHistory(session.trusted, record, proven));
  const answer = historyAnswer(session, genesisAgencyNames(session), record, verified, null);
  const claim = claimOfHistory(record, verified);
  const judged = await judgeDocument(session, verified.trusted, claim, { ...options, evenIfNotInForce: true });
  return {
    exit: judged.judgement.verdict === 'not-valid' ? CATALOGUE['document.not-valid'].exit : judged.exit,
    text: paragraphs(answer.text, judged.text),
    json: { ...(answer.json as object), ...judged.json },
  };
}

/** A file that `record history --save` wrote. @throws AnnalsError `command.file`. */
async function readRecordFile(path: string): Promise<Infer<typeof recordFileShape>> {
  const entries: Uint8Array[] = [];
  const { value } = await readLogs(path, (_, some) => {
    entries.push(...some);
    if (entries.length > MAX_HISTORY_ENTRIES) throw new AnnalsError('proof.malformed', 'too many entries');
  });
  const { proven, ...file } = shaped(path, value, recordFileShape.fromJson);
  return { ...file, proven: { ...proven, entries } };
}

function fetchHistory(
  session: Session,
  record: RecordId,
): Promise<{ readonly proven: ProvenLog; readonly verified: VerifiedRecord }> {
  return session.ask(async (node) => {
    const proven = await fetchWholeLog((from) =>
      node.call(routes.recordHistory, { params: { record }, query: { from } }),
    );
    return { proven, verified: accept(verifyRecordHistory(session.trusted, record, proven)) };
  });
}

function historyAnswer(
  session: Session,
  agencies: ReadonlyMap<AgencyId, string>,
  id: RecordId,
  { record, entries, header }: VerifiedRecord,
  saved: string | null,
): Answer {
  const officers = ownOfficers(session);
  const rows = entries.map((entry, index) => [
    String(index + 1),
    timeText(entry.timeMs),
    changeOf(entry),
    entry.state,
    String(entry.version),
    agencies.get(entry.agency) ?? shortId('agency', entry.agency),
    entry.officer ? (officers.get(entry.officer) ?? shortId('officer', entry.officer)) : '',
  ]);
  return {
    text: paragraphs(
      describe(id, record, agencies),
      table(['', 'WHEN', 'CHANGE', 'STATE', 'VERSION', 'AGENCY', 'OFFICER'], rows),
      `${verifiedUpTo(header)} No change is missing.`,
      saved ? `The proof is in ${saved}; anyone verifies it with: annals record verify ${saved}` : undefined,
    ),
    json: {
      record: formatId('record', id),
      value: recordShape.toJson(record),
      history: entries.map((entry) => ({
        ...entry,
        content:
          entry.content &&
          Object.fromEntries(
            Object.entries(entry.content).map(([k, v]) => [k, v instanceof Uint8Array ? bytesToHex(v) : v]),
          ),
        subject: formatId('subject', entry.subject),
        agency: formatId('agency', entry.agency),
        officer: entry.officer && formatId('officer', entry.officer),
        transaction: formatId('transaction', entry.transaction),
      })),
      verifiedHeight: header.height,
      saved,
    },
  };
}

function changeOf({ change, action, reason, basis }: HistoryEntry): string {
  if (basis !== null) return `${change} (${basis})`;
  return action === null ? change : `${action} (${reason})`;
}

function describe(id: RecordId, record: Record, agencies: ReadonlyMap<AgencyId, string>): string {
  return fields([
    ['record', formatId('record', id)],
    ['type', record.type],
    ['state', record.state],
    ['version', record.version],
    ['subject', formatId('subject', record.subject)],
    ['issued by', agencies.get(record.agency) ?? formatId('agency', record.agency)],
    ['issued', timeText(record.issuedMs)],
    ['changed', record.changedMs === record.issuedMs ? null : timeText(record.changedMs)],
    ['content', contentOf(record)],
  ]);
}

function contentOf({ content, erased }: Record): string {
  if (content.type === 'public') return content.text;
  return erased === null ? 'sealed' : `erased in block ${erased}; see \`annals record erasure\``;
}

/** What a verification means, in a sentence. */
export function verifiedUpTo({ height, timeMs }: Header): string {
  return `Verified from the genesis document, as of block ${height} (${timeText(timeMs)}).`;
}

/** @throws AnnalsError with the code for which a proof does not hold. */
export function accept<T>(verdict: Verdict<T>): { readonly ok: true } & T {
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}

interface ListOptions {
  readonly person?: string;
  readonly subject?: string;
  readonly sector?: string;
}

/** The records of a person: all of hers by her wallet, or those of a pseudonym that an officer may know of. */
export async function listRecords(session: Session, { person, subject, sector }: ListOptions): Promise<Answer> {
  const { chain } = session;
  const asked =
    subject === undefined
      ? await pseudonymsOf(session, person, sector)
      : [{ subject: parseId('subject', subject), secret: (await openSigner(session, { kinds: ['officer'] })).secret }];
  const lists = await Promise.all(
    asked.map(async ({ subject: id, secret }) => {
      const prove = { secret, chain };
      const { items, toldBy } = await session.provenList(
        (node, after) => node.call(routes.subjectRecords, { params: { subject: id }, query: { after }, prove }),
        (item) => stateKey.record(item.id),
      );
      // Proven, and of somebody else: nothing of hers is shown by it.
      const own = items.filter(({ value }) => value.subject === id);
      return { toldBy, records: own.map(({ item, value }) => ({ id: item.id, value })) };
    }),
  );
  const records = lists.flatMap((each) => each.records);
  const agencies = await agencyNames(session);
  return {
    text: paragraphs(
      table(
        ['TYPE', 'STATE', 'VERSION', 'ISSUED', 'BY', 'RECORD'],
        records.map(({ id, value }) => [
          value.type,
          value.state,
          String(value.version),
          timeText(value.issuedMs),
          agencies.get(value.agency) ?? shortId('agency', value.agency),
          formatId('record', id),
        ]),
        'There are no records.',
      ),
      ...new Set(lists.map(({ toldBy }) => toldToBeAll(toldBy))),
    ),
    json: records.map(({ id, value }) => ({ id: formatId('record', id), value: recordShape.toJson(value) })),
  };
}

async function pseudonymsOf(session: Session, person: string | undefined, sector: string | undefined) {
  if (person === undefined)
    throw new AnnalsError('command.usage', 'name the person with --person, or a pseudonym with --subject');
  const wallet = await openWallet(session, person);
  return (sector === undefined ? wallet.sectors : [sector]).map((each) => wallet.enrolled(each));
}
