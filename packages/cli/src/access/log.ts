/**
 * `annals access log` and `access verify`: who read a person's records, when and why, granted or refused. Nothing is
 * shown before it is verified from the genesis document that the log is whole (LAW 3).
 */
import { type AccessEntry, accessEntryShape, type Review, reviewShape, stateKey } from '@annals/ledger/block';
import {
  type AgencyId,
  formatId,
  type JsonValue,
  parseId,
  type SubjectId,
  type TransactionId,
} from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import {
  formatTrailFile,
  MAX_TRAIL_FILE_BYTES,
  type ProvenLog,
  type TrailFile,
  trailFileShape,
  type VerifiedLog,
  verifyTrail,
  verifyValue,
} from '@annals/ledger/light';
import { fetchWholeLog, routes } from '@annals/ledger/rest';
import type { Pseudonym } from '@annals/ledger/wallet';
import { listKeystores } from '@annals/node/keystore';
import { readShaped, writeText } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs, printable } from '../output/table.ts';
import { accept } from '../records/show-records.ts';
import { agencyNames, genesisAgencyNames, ownOfficers, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from '../wallet/wallet.ts';

type Trail = TrailFile['trails'][number];

type AgencyNames = ReadonlyMap<AgencyId, string>;

/** How the review of each emergency read stands; unknown where only a file is at hand. */
type Reviews = ReadonlyMap<TransactionId, Review>;

interface LogOptions {
  readonly person?: string;
  readonly subject?: string;
  readonly sector?: string;
  readonly save?: string;
}

export async function showAccessLog(session: Session, options: LogOptions): Promise<Answer> {
  const pseudonyms = await pseudonymsOf(session, options);
  const progress = session.progress();
  const trails: Trail[] = [];
  for (const pseudonym of pseudonyms) {
    const proven = await fetchTrail(session, pseudonym, (count) =>
      progress.update(`Fetching the ${pseudonym.sector} log:`, count),
    );
    trails.push({ subject: pseudonym.subject, sector: pseudonym.sector, proven });
  }
  progress.end();
  const reviews = await fetchReviews(session, trails);
  const answer = describeTrails(session, trails, await agencyNames(session), reviews);
  if (options.save === undefined) return answer;
  const path = session.path(options.save);
  writeText(path, formatTrailFile(trails), 0o600);
  return {
    text: paragraphs(
      answer.text,
      `The proof is in ${path}. It verifies offline:\n  annals access verify ${options.save}`,
    ),
    json: { ...(answer.json as object), saved: path },
  };
}

/** Verifies a file that `access log --save` wrote, with the genesis document and nothing else. */
export async function verifyAccessLog(session: Session, _options: object, file: string): Promise<Answer> {
  const { trails } = readShaped(session.path(file), MAX_TRAIL_FILE_BYTES, trailFileShape.fromJson);
  return describeTrails(session, trails, genesisAgencyNames(session), new Map());
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

function fetchTrail(
  session: Session,
  { subject, secret }: Pseudonym,
  onProgress: (count: number) => void,
): Promise<ProvenLog> {
  const { chain } = session;
  return fetchWholeLog((from) => {
    onProgress(from);
    return session.client().call(routes.accessLog, { params: { subject }, query: { from }, prove: { secret, chain } });
  });
}

/** The reviews of the emergency reads in the logs, each proven. */
async function fetchReviews(session: Session, trails: readonly Trail[]): Promise<Reviews> {
  const reviews = new Map<TransactionId, Review>();
  for (const { subject, proven } of trails) {
    for (const entry of accept(verifyTrail(session.trusted, subject, proven)).entries) {
      if (entry.mode !== 'emergency' || entry.outcome !== 'granted') continue;
      const key = stateKey.review(entry.transaction);
      const answer = await session.client().call(routes.provenValue, { params: { key } });
      const { value } = accept(verifyValue(session.trusted, key, answer.proven));
      if (value) reviews.set(entry.transaction, value);
    }
  }
  return reviews;
}

/** Verifies trails and describes what they say. @throws AnnalsError `proof.*` when one of them does not hold. */
function describeTrails(session: Session, trails: readonly Trail[], agencies: AgencyNames, reviews: Reviews): Answer {
  const verified = trails.map((trail) => ({
    ...trail,
    log: accept(verifyTrail(session.trusted, trail.subject, trail.proven)),
  }));
  return {
    text: paragraphs(...verified.map((each) => describeTrail(session, each.sector, each.log, agencies, reviews))),
    json: { logs: verified.map(({ subject, sector, log }) => trailJson(subject, sector, log, reviews)) },
  };
}

function describeTrail(
  session: Session,
  sector: string,
  { entries, header }: VerifiedLog<AccessEntry>,
  agencies: AgencyNames,
  reviews: Reviews,
): string {
  const officers = ownOfficers(session);
  const numberWidth = String(entries.length).length;
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
    return [`${String(index + 1).padStart(numberWidth)}  ${first}`, ...rest.map((line) => indent + line)].join('\n');
  });
  const refusedCount = entries.filter(({ outcome }) => outcome === 'refused').length;
  const title = `${sector}: ${entries.length === 1 ? '1 entry' : `${entries.length} entries`}${refusedCount > 0 ? `, ${refusedCount} refused` : ''}`;
  return paragraphs(
    title,
    ...(shown.length > 0 ? shown : ['Nobody has asked to read anything.']),
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

function trailJson(
  subject: SubjectId,
  sector: string,
  { entries, header }: VerifiedLog<AccessEntry>,
  reviews: Reviews,
): JsonValue {
  return {
    subject: formatId('subject', subject),
    sector,
    complete: true,
    height: header.height,
    timeMs: header.timeMs,
    entries: entries.map((entry) => accessEntryShape.toJson(entry)),
    reviews: entries.flatMap(({ transaction }) => {
      const review = reviews.get(transaction);
      return review
        ? [{ transaction: formatId('transaction', transaction), ...(reviewShape.toJson(review) as object) }]
        : [];
    }),
  };
}
