/**
 * The proof of silence: `annals access report` says how many reads an agency made in a period, `annals access silence`
 * shows which agencies have said so and which are late, each answer proven.
 */
import { type AccessCounts, readPeriodOf, stateKey } from '@annals/ledger/block';
import { type AgencyId, formatId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { ReportStanding, VerifiedReport } from '@annals/ledger/light';
import { fetchReadReport, held, type Present } from '@annals/ledger/reading';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { agencies, agencyNames, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openSigner, type Signer } from '../session/signer.ts';
import { buildSigned, submitOne } from '../session/submit.ts';

interface ReportOptions {
  /** How many reads there were in the period to report next. */
  readonly count?: number;
  /** All periods that are over, each with what the ledger counted. */
  readonly asCounted?: boolean;
}

/** Reports that one call makes at most; after a long silence it is called again. */
const MAX_REPORTS = 400;

export async function reportReads(session: Session, options: ReportOptions): Promise<Answer> {
  if ((options.count === undefined) === (options.asCounted !== true)) {
    throw new AnnalsError('command.usage', 'say how many reads there were: either --count or --as-counted');
  }
  const signer = await openSigner(session, { kinds: ['agency'] });
  const { agency } = signer;
  if (agency === null) throw new AnnalsError('command.usage', `${signer.label} is no key of an agency`);
  const { next } = await standing(session, agency);
  const { timeMs } = await session.present();
  const over = readPeriodOf(timeMs, session.genesis.parameters);
  const counted = options.asCounted ? await countedBy(session, agency) : () => options.count as number;
  const last = options.asCounted ? Math.min(over, next + MAX_REPORTS) : next + 1;
  const reported: { readonly period: number; readonly count: number }[] = [];
  for (let period = next; period < last; period++) {
    const count = counted(period);
    await submitReport(session, signer, period, count);
    reported.push({ period, count });
  }
  return {
    text: paragraphs(
      reported.length === 0 ? 'No period is over that is not reported.' : 'Reported:',
      table(
        ['PERIOD', 'ENDED', 'READS'],
        reported.map(({ period, count }) => [String(period), endOf(session, period), String(count)]),
        '',
      ),
    ),
    json: { agency: formatId('agency', agency), reported },
  };
}

async function submitReport(session: Session, signer: Signer, period: number, count: number): Promise<void> {
  const transaction = buildSigned(session, await session.height(), signer, 'access.report', { period, count });
  await submitOne(session, { transaction, sidecar: null });
}

/** How an agency stands with its reports, by what the ledger proves. */
async function standing(session: Session, agency: AgencyId): Promise<{ readonly next: number }> {
  const lastReported = (await provenCounts(session, agency))?.lastReported ?? null;
  if (lastReported !== null) return { next: lastReported + 1 };
  const { admittedMs } = held(await session.value(stateKey.agency(agency)), 'agency.unknown');
  return { next: readPeriodOf(admittedMs, session.genesis.parameters) };
}

async function provenCounts(session: Session, agency: AgencyId): Promise<AccessCounts | undefined> {
  return (await session.value(stateKey.accessCounts(agency))).value;
}

/** What the ledger counted in each period that is not reported yet. */
async function countedBy(session: Session, agency: AgencyId): Promise<(period: number) => number> {
  const counts = await provenCounts(session, agency);
  const known = new Map(counts?.waiting.map(({ period, reads }) => [period, reads]));
  if (counts) known.set(counts.period, counts.periodReads);
  return (period) => known.get(period) ?? 0;
}

const endOf = ({ genesis }: Session, period: number): string =>
  timeText((period + 1) * genesis.parameters.reportPeriodMs);

const STANDINGS: { readonly [S in ReportStanding]: string } = {
  reported: 'reported',
  differs: 'the ledger counted another number',
  unknown: 'reported too late to be compared',
  missing: 'silent',
  open: 'not due yet',
  'not-member': 'was no member yet',
};

/** Every agency, as the ledger has them: one that says nothing cannot be left out (ATTACK silence-hidden). */
export async function showSilence(session: Session): Promise<Answer> {
  const { timeMs } = await session.present();
  const [members, names] = await Promise.all([agencies(session), agencyNames(session)]);
  // The latest period whose time to be reported is over.
  const period = readPeriodOf(timeMs, session.genesis.parameters) - 2;
  const present = await session.knowing();
  const verified: AgencyStanding[] = [];
  for (const [agency, { admittedMs }] of members) {
    verified.push(await standingIn(session, present, { agency, admittedMs }, period));
  }
  const rows = verified.map(({ agency, proven, lastReported, missing, mismatches }) => [
    names.get(agency) ?? shortId('agency', agency),
    proven.report ? `${proven.report.count} (counted ${proven.report.counted ?? 'no more'})` : '',
    STANDINGS[proven.standing],
    lastReported === null ? 'never' : String(lastReported),
    String(missing),
    String(mismatches),
  ]);
  const isBad = verified.some(({ proven }) => proven.standing === 'missing' || proven.standing === 'differs');
  return {
    text: paragraphs(
      fields([
        ['period', period],
        ['ended', endOf(session, period)],
      ]),
      table(['AGENCY', 'READS', 'STANDING', 'LAST REPORTED', 'PERIODS MISSING', 'MISMATCHES'], rows),
      'All of it is proven, of every agency that was active when the last block was made.',
    ),
    json: {
      period,
      agencies: verified.map(({ agency, proven, lastReported, missing, mismatches }) => ({
        agency: formatId('agency', agency),
        standing: proven.standing,
        count: proven.report?.count ?? null,
        counted: proven.report?.counted ?? null,
        lastReported,
        missing,
        mismatches,
      })),
    },
    exit: isBad ? 6 : 0,
  };
}

interface AgencyStanding {
  readonly agency: AgencyId;
  readonly proven: VerifiedReport;
  readonly lastReported: number | null;
  /** Periods whose time to be reported is over. */
  readonly missing: number;
  readonly mismatches: number;
}

/** How an agency stands in a period that is due. @throws AnnalsError `proof.*` when no node proves the present. */
async function standingIn(
  session: Session,
  present: Present,
  { agency, admittedMs }: { readonly agency: AgencyId; readonly admittedMs: number },
  period: number,
): Promise<AgencyStanding> {
  const { parameters } = session.genesis;
  const { value: counts, header } = await session.value(stateKey.accessCounts(agency));
  const proven = await fetchReadReport(present, { agency, period, parameters });
  const lastReported = counts?.lastReported ?? null;
  const next = lastReported === null ? readPeriodOf(admittedMs, parameters) : lastReported + 1;
  const missing = Math.max(0, readPeriodOf(header.timeMs, parameters) - 1 - next);
  return { agency, proven, lastReported, missing, mismatches: counts?.mismatches ?? 0 };
}
