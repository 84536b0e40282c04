/**
 * The proof of silence: `annals access report` says how many reads an agency made in a period, `annals access silence`
 * shows which agencies have said so and which are late, each answer proven.
 */
import { type AccessCounts, readPeriodOf, stateKey } from '@annals/ledger/block';
import { type AgencyId, formatId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type ReportStanding, type VerifiedReport, verifyReadReport, verifyValue } from '@annals/ledger/light';
import { fetchWholeList, routes, type SilenceAnswer } from '@annals/ledger/rest';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { agencyNames, shortId, timeText } from '../session/names.ts';
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
  const key = stateKey.agency(agency);
  const { proven } = await session.client().call(routes.provenValue, { params: { key } });
  const verdict = verifyValue(session.trusted, key, proven);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  if (!verdict.value) throw new AnnalsError('agency.unknown', 'the agency is not a member');
  return { next: readPeriodOf(verdict.value.admittedMs, session.genesis.parameters) };
}

async function provenCounts(session: Session, agency: AgencyId): Promise<AccessCounts | undefined> {
  const key = stateKey.accessCounts(agency);
  const { proven } = await session.client().call(routes.provenValue, { params: { key } });
  const verdict = verifyValue(session.trusted, key, proven);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict.value;
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

export async function showSilence(session: Session): Promise<Answer> {
  const items = await fetchWholeList((after) =>
    session.client().call(routes.silence, { query: { after, limit: null } }),
  );
  const { timeMs } = await session.present();
  const names = await agencyNames(session);
  // The latest period whose time to be reported is over.
  const period = readPeriodOf(timeMs, session.genesis.parameters) - 2;
  const verified = await Promise.all(items.map((item) => verifiedStanding(session, item, period)));
  const rows = verified.map(({ item, proven }) => [
    names.get(item.agency) ?? shortId('agency', item.agency),
    proven.report ? `${proven.report.count} (counted ${proven.report.counted ?? 'no more'})` : '',
    STANDINGS[proven.standing],
    item.lastReported === null ? 'never' : String(item.lastReported),
    String(item.missing),
    String(item.mismatches),
  ]);
  const isBad = verified.some(({ proven }) => proven.standing === 'missing' || proven.standing === 'differs');
  return {
    text: paragraphs(
      fields([
        ['period', period],
        ['ended', endOf(session, period)],
      ]),
      table(['AGENCY', 'READS', 'STANDING', 'LAST REPORTED', 'PERIODS MISSING', 'MISMATCHES'], rows),
      'Reads and standing are proven for this period; the other columns are what the node says.',
    ),
    json: {
      period,
      agencies: verified.map(({ item, proven }) => ({
        agency: formatId('agency', item.agency),
        standing: proven.standing,
        count: proven.report?.count ?? null,
        counted: proven.report?.counted ?? null,
        lastReported: item.lastReported,
        missing: item.missing,
        mismatches: item.mismatches,
      })),
    },
    exit: isBad ? 6 : 0,
  };
}

async function verifiedStanding(
  session: Session,
  item: SilenceAnswer,
  period: number,
): Promise<{ readonly item: SilenceAnswer; readonly proven: VerifiedReport }> {
  const { agency } = item;
  const value = async (key: string) => (await session.client().call(routes.provenValue, { params: { key } })).proven;
  const [member, report] = await Promise.all([
    value(stateKey.agency(agency)),
    value(stateKey.readReport(agency, period)),
  ]);
  const asked = { agency, period, parameters: session.genesis.parameters };
  const verdict = verifyReadReport(session.trusted, asked, { agency: member, report });
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return { item, proven: verdict };
}
