/**
 * `annals access log` and `access verify`: who read a person's records, when and why, granted or refused. Nothing is
 * shown before it is verified from the genesis document that the log is whole (LAW 3).
 */
import {
  type AccessEntry,
  accessEntryShape,
  type Header,
  type Review,
  reviewShape,
  stateKey,
} from '@annals/ledger/block';
import {
  type AgencyId,
  formatId,
  type JsonValue,
  parseId,
  type SubjectId,
  type TransactionId,
} from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { LogReading, TrailFileWriter, trailFileShape, verifyTakenTrail, verifyTrailHead } from '@annals/ledger/light';
import { fetchLogInParts, type RestClient, routes } from '@annals/ledger/rest';
import type { Pseudonym } from '@annals/ledger/wallet';
import { listKeystores } from '@annals/node/keystore';
import { shaped } from '../context/files.ts';
import { FileDraft, readLogs } from '../context/log-file.ts';
import { type ClosedSector, closedBehind, closedError } from '../identity/closed-sector.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs, printable } from '../output/table.ts';
import { accept } from '../records/show-records.ts';
import { agencyNames, genesisAgencyNames, ownOfficers, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from '../wallet/wallet.ts';
import { ShownEntries } from './shown-entries.ts';

/** A log that is verified: complete up to a block, and as much of it as is shown. */
interface VerifiedTrail {
  readonly subject: SubjectId;
  readonly sector: string;
  readonly header: Header;
  readonly shown: ShownEntries;
}

type AgencyNames = ReadonlyMap<AgencyId, string>;

/** How the review of each emergency read stands; unknown where only a file is at hand. */
type Reviews = ReadonlyMap<TransactionId, Review>;

interface ShowOptions {
  readonly from?: string;
}

interface LogOptions extends ShowOptions {
  readonly person?: string;
  readonly subject?: string;
  readonly sector?: string;
  readonly save?: string;
}

export async function showAccessLog(session: Session, options: LogOptions): Promise<Answer> {
  const from = firstShown(options);
  const pseudonyms = await pseudonymsOf(session, options);
  const path = options.save === undefined ? undefined : session.path(options.save);
  const { trails, closed } = await fetchTrails(session, pseudonyms, from, path);
  const reviews = await fetchReviews(session, trails);
  const answer = describeTrails(session, trails, await agencyNames(session), reviews);
  const text = paragraphs(...closed.map((each) => each.text), answer.text);
  const json = { ...(answer.json as object), ...(closed.length > 0 && { closed: closed.map((each) => each.json) }) };
  if (path === undefined) return { text, json };
  return {
    text: paragraphs(text, `The proof is in ${path}. It verifies offline:\n  annals access verify ${options.save}`),
    json: { ...json, saved: path },
  };
}

/** Verifies a file that `access log --save` wrote, with the genesis document and nothing else. */
export async function verifyAccessLog(session: Session, options: ShowOptions, file: string): Promise<Answer> {
  const from = firstShown(options);
  const taken: { readonly reading: LogReading; readonly shown: ShownEntries }[] = [];
  const at = (log: number) => {
    while (taken.length <= log) taken.push({ reading: new LogReading(), shown: new ShownEntries(from) });
    return taken[log] as (typeof taken)[number];
  };
  const path = session.path(file);
  const { value, logs } = await readLogs(path, (log, entries) => {
    const { reading, shown } = at(log);
    reading.take(entries);
    shown.take(entries);
  });
  const { trails } = shaped(path, value, trailFileShape.fromJson);
  if (logs !== trails.length) throw new AnnalsError('command.file', `${path}: it has ${logs} logs of ${trails.length}`);
  const verified = trails.map(({ subject, sector, proven }, log) => {
    const { reading, shown } = at(log);
    const { header } = accept(verifyTakenTrail(session.trusted, subject, proven, reading));
    return { subject, sector, header, shown };
  });
  return describeTrails(session, verified, genesisAgencyNames(session), new Map());
}

function firstShown({ from }: ShowOptions): number | undefined {
  if (from === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(from)) return Number(from);
  throw new AnnalsError('command.usage', '--from is the number of an entry, from 1 on');
}

/** The pseudonyms that a wallet, or one of all wallets here, holds the keys of. */
async function pseudonymsOf(session: Session, { person, subject, sector }: LogOptions): Promise<readonly Pseudonym[]> {
  if (person !== undefined) {
    const wallet = await openWallet(session, person);
    return (sector === undefined ? wallet.sectors : [sector]).map((each) => wallet.enrolled(each));
  }
  if (subject === undefined)
    throw new AnnalsError('command.usage', 'say whose log: --person with a wallet, or --subject');
  const wanted = parseId('subject', subject);
  for (const { label } of listKeystores(session.files.wallets)) {
    const wallet = await openWallet(session, label);
    const found = wallet.sectors.map((each) => wallet.enrolled(each)).find((pseudonym) => pseudonym.subject === wanted);
    if (found) return [found];
  }
  throw new AnnalsError('auth.not-entitled', `no wallet in ${session.files.wallets} holds the key of ${subject}`);
}

/** Fetches and verifies logs, and writes them into a file where one is wanted. */
async function fetchTrails(
  session: Session,
  pseudonyms: readonly Pseudonym[],
  from: number | undefined,
  path: string | undefined,
): Promise<{ readonly trails: readonly VerifiedTrail[]; readonly closed: readonly ClosedSector[] }> {
  const progress = session.progress();
  let writer = new TrailFileWriter();
  const draft = path === undefined ? undefined : FileDraft.begin(path);
  /** What each node that was asked brought: that of one goes into the file. */
  const pieces: FileDraft[] = [];
  const trails: VerifiedTrail[] = [];
  /** Sectors that show nothing any more: they hold up no other. */
  const closed: ClosedSector[] = [];
  try {
    draft?.write(writer.begin());
    for (const pseudonym of pseudonyms) {
      const { subject, sector } = pseudonym;
      const asked = session.ask(async (node, tookPart) => {
        const own = path === undefined ? undefined : FileDraft.begin(path);
        if (own) pieces.push(own);
        const entries = new ShownEntries(from);
        const text = writer.fork();
        own?.write(text.beginTrail({ subject, sector }));
        const take = (some: readonly Uint8Array[]): void => {
          entries.take(some);
          own?.write(text.entries(some));
          progress.update(`Fetching the ${sector} log:`, entries.size);
        };
        const taken = await fetchTrail(session, pseudonym, { node, tookPart, take });
        own?.write(text.endTrail(taken.proof));
        return { header: taken.header, shown: entries, piece: own, end: text };
      });
      const found = await asked.catch(async (error: unknown) => {
        closed.push(await closedBehind(session, pseudonym, error));
      });
      if (!found) continue;
      const { header, shown, piece, end } = found;
      if (piece) draft?.append(piece);
      writer = end;
      trails.push({ subject, sector, header, shown });
    }
    const [only] = closed;
    if (only && trails.length === 0) throw closedError(only);
    draft?.write(writer.end());
    draft?.keep();
  } catch (error) {
    draft?.discard();
    throw error;
  } finally {
    for (const piece of pieces) piece.discard();
  }
  progress.end();
  return { trails, closed };
}

/** How one log is taken from one node. */
interface Taking {
  readonly node: RestClient;
  readonly tookPart: () => void;
  readonly take: (entries: readonly Uint8Array[]) => void;
}

function fetchTrail(
  { chain, trusted }: Session,
  { subject, secret }: Pseudonym,
  { node, tookPart, take }: Taking,
): ReturnType<typeof fetchLogInParts> {
  const prove = { secret, chain };
  return fetchLogInParts({
    fetchPart: (from) => node.call(routes.accessLog, { params: { subject }, query: { from }, prove }),
    verifyHead: (head) => verifyTrailHead(trusted, subject, head),
    take,
    tookPart,
  });
}

/** The reviews of the emergency reads that are shown, each proven. */
async function fetchReviews(session: Session, trails: readonly VerifiedTrail[]): Promise<Reviews> {
  const reviews = new Map<TransactionId, Review>();
  for (const { shown } of trails) {
    for (const entry of shown.entries) {
      if (entry.mode !== 'emergency' || entry.outcome !== 'granted') continue;
      const key = stateKey.review(entry.transaction);
      const { value } = await session.value(key);
      if (value) reviews.set(entry.transaction, value);
    }
  }
  return reviews;
}

/** Describes what verified trails say. */
function describeTrails(
  session: Session,
  trails: readonly VerifiedTrail[],
  agencies: AgencyNames,
  reviews: Reviews,
): Answer {
  return {
    text: paragraphs(...trails.map((each) => describeTrail(session, each, agencies, reviews))),
    json: { logs: trails.map((each) => trailJson(each, reviews)) },
  };
}

function describeTrail(
  session: Session,
  { sector, header, shown: log }: VerifiedTrail,
  agencies: AgencyNames,
  reviews: Reviews,
): string {
  const officers = ownOfficers(session);
  const { entries, first: number, size, refused } = log;
  const numberWidth = String(size).length;
  const shown = entries.map((entry, index) => {
    const outcome = entry.outcome === 'granted' ? 'granted' : `refused: ${entry.code}`;
    const [first = '', ...rest] = [
      `${timeText(entry.timeMs)}  ${outcome}`,
      readerText(entry, agencies, officers),
      `${entry.type} ${shortId('record', entry.record)}: ${entry.sections.join(', ')}`,
      `for ${entry.purpose} (${entry.basis})${entry.reason === null ? '' : `, in an emergency: ${entry.reason}`}`,
      ...reviewText(reviews.get(entry.transaction)),
    ].map(printable);
    const indent = ' '.repeat(numberWidth + 2);
    return [`${String(number + index).padStart(numberWidth)}  ${first}`, ...rest.map((line) => indent + line)].join(
      '\n',
    );
  });
  const title = `${sector}: ${size === 1 ? '1 entry' : `${size} entries`}${refused > 0 ? `, ${refused} refused` : ''}`;
  const isPart = entries.length < size;
  const part = `All ${size} are verified; shown are those from ${number} to ${number + entries.length - 1}. --from shows others.`;
  return paragraphs(
    title,
    ...(size > 0 ? shown : ['Nobody has asked to read anything.']),
    isPart ? part : undefined,
    `Complete up to block ${header.height} (${timeText(header.timeMs)}): verified from the genesis\ndocument, no entry is missing.`,
  );
}

/** Who asked. */
function readerText(
  { agency, officer, representative, mode, disclosed }: AccessEntry,
  agencies: AgencyNames,
  officers: ReturnType<typeof ownOfficers>,
): string {
  if (agency === null || officer === null) {
    return representative === null ? 'you yourself' : `${shortId('subject', representative)}, who represents you`;
  }
  const names = [
    agencies.get(agency) ?? shortId('agency', agency),
    officers.get(officer) ?? shortId('officer', officer),
  ].join(', ');
  return mode === 'hidden' && disclosed
    ? `${names}; hidden under a court's order until ${timeText(disclosed.timeMs)}`
    : names;
}

function reviewText(review: Review | undefined): readonly string[] {
  if (!review) return [];
  const { status, dueMs, reviewedMs } = review;
  if (status === 'open') return [`another agency must review it by ${timeText(dueMs)}`];
  if (status === 'missed') return [`nobody reviewed it by ${timeText(dueMs)}, as another agency must`];
  return [`another agency found it ${status} on ${timeText(reviewedMs ?? dueMs)}`];
}

function trailJson({ subject, sector, header, shown }: VerifiedTrail, reviews: Reviews): JsonValue {
  const { entries, size, first } = shown;
  return {
    subject: formatId('subject', subject),
    sector,
    complete: true,
    height: header.height,
    timeMs: header.timeMs,
    size,
    from: first,
    entries: entries.map((entry) => accessEntryShape.toJson(entry)),
    reviews: entries.flatMap(({ transaction }) => {
      const review = reviews.get(transaction);
      return review
        ? [{ transaction: formatId('transaction', transaction), ...(reviewShape.toJson(review) as object) }]
        : [];
    }),
  };
}
