/** What an agency says of how much it read, as a client comes by it: from whichever node proves it as it is at present. */
import { stateKey } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type ReportAsked, type VerifiedReport, verifyReadReport } from '../light/index.ts';
import { routes } from '../rest/index.ts';
import { type Present, upToDate } from './present-value.ts';

/**
 * Whether an agency has reported a period, at a block not older than what is known: an old one proves only that there
 * was still time (ATTACK silence-hidden).
 * @throws AnnalsError `agency.unknown`, `proof.*` when no node proves it, `node.*`.
 */
export async function fetchReadReport(present: Present, asked: ReportAsked): Promise<VerifiedReport> {
  return upToDate(present, async (node) => {
    const value = async (key: string) => (await node.call(routes.provenValue, { params: { key } })).proven;
    const agency = await value(stateKey.agency(asked.agency));
    const report = await value(stateKey.readReport(asked.agency, asked.period));
    const verdict = verifyReadReport(present.trusted, asked, { agency, report }, { refuseStale: true });
    if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
    return verdict;
  });
}
