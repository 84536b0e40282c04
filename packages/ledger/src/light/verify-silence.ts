/**
 * Verifies whether an agency has said how many reads it made in a period, and what the ledger counted; or that the
 * time to say so is over and it has said nothing (PROTOCOL silence). A period is as long as the genesis document says.
 */
import { type Header, type Parameters, type ReadReport, readPeriodOf, reportDueMs, stateKey } from '../block/index.ts';
import type { AgencyId } from '../codec/index.ts';
import type { ProvenValue } from './proofs.ts';
import type { Trusted } from './trusted.ts';
import { refused, type Verdict } from './verdict.ts';
import type { VerifyOptions } from './verify-header.ts';
import { verifyValue } from './verify-value.ts';

/** Which agency's word on which period is asked for. */
export interface ReportAsked {
  readonly agency: AgencyId;
  readonly period: number;
  /** From the genesis document. */
  readonly parameters: Pick<Parameters, 'reportPeriodMs'>;
}

/**
 * `reported`: it said a number, and the ledger counted the same. `differs`: the ledger counted another. `unknown`: it
 * came so late that the ledger had ceased to keep its own count. `missing`: nothing was said in time. `open`: there
 * still is time. `not-member`: the agency was admitted after the period.
 */
export type ReportStanding = 'reported' | 'differs' | 'unknown' | 'missing' | 'open' | 'not-member';

export interface VerifiedReport {
  readonly standing: ReportStanding;
  readonly report: ReadReport | undefined;
  /** The block up to which it is so. */
  readonly header: Header;
  readonly trusted: Trusted;
}

/**
 * @param proven the values under `agency/<agency>` and `read-report/<agency>/<period>`, or the proof that there is none.
 * @returns `agency.unknown` when it is proven that there is no such agency. Never throws on hostile input.
 */
export function verifyReadReport(
  trusted: Trusted,
  { agency, period, parameters }: ReportAsked,
  proven: { readonly agency: ProvenValue; readonly report: ProvenValue },
  options: VerifyOptions = {},
): Verdict<VerifiedReport> {
  const member = verifyValue(trusted, stateKey.agency(agency), proven.agency, options);
  if (!member.ok) return member;
  if (!member.value) return refused('agency.unknown', `there is no such agency at block ${member.header.height}`);
  const held = verifyValue(member.trusted, stateKey.readReport(agency, period), proven.report, options);
  if (!held.ok) return held;
  const known = { report: held.value, header: held.header, trusted: held.trusted };
  const standing = standingOf(held.value, held.header.timeMs >= reportDueMs(period, parameters));
  const isBefore = period < readPeriodOf(member.value.admittedMs, parameters);
  return { ok: true, standing: isBefore ? 'not-member' : standing, ...known };
}

function standingOf(report: ReadReport | undefined, isDue: boolean): ReportStanding {
  if (!report) return isDue ? 'missing' : 'open';
  if (report.counted === null) return 'unknown';
  return report.count === report.counted ? 'reported' : 'differs';
}
