/** Consents and restrictions: whether what a person has decided covers a read (PROTOCOL consent). */
import { type Consent, isConsentInForce, type Record, type Restriction, stateKey } from '../../block/index.ts';
import type { AgencyId, OfficerId, RecordId } from '../../codec/index.ts';
import type { StateView } from '../operation.ts';

/** A read of one section by an officer, for which consent is looked for. */
export interface ConsentQuestion {
  readonly recordId: RecordId;
  readonly type: string;
  readonly section: string;
  readonly agencyId: AgencyId;
  readonly officerId: OfficerId;
  readonly purpose: string;
  readonly timeMs: number;
}

/** Whether it has ended, by withdrawal or by its date, and will not be in force again. */
export function isConsentOver({ status, untilMs }: Consent, timeMs: number): boolean {
  return status !== 'granted' || (untilMs !== null && timeMs >= untilMs);
}

/** Whether a list that may be left open admits a name. */
function admits<T>(named: readonly T[] | null, one: T): boolean {
  return named === null || named.includes(one);
}

/** Whether one consent covers the read. */
export function covers(consent: Consent, asked: ConsentQuestion): boolean {
  const { scope, agency, officer, purposes } = consent;
  return (
    isConsentInForce(consent, asked.timeMs) &&
    (agency === null || agency === asked.agencyId) &&
    (officer === null || officer === asked.officerId) &&
    admits(purposes, asked.purpose) &&
    admits(scope.records, asked.recordId) &&
    admits(scope.types, asked.type) &&
    admits(scope.sections, asked.section)
  );
}

/** Whether the person has closed the record, by itself or with its type. */
export function isRestricted(state: StateView, recordId: RecordId, record: Record): boolean {
  const restrictions = state.get(stateKey.restrictions(record.subject));
  return restrictions?.some(({ scope }) => restricts(scope, recordId, record.type)) ?? false;
}

function restricts(scope: Restriction['scope'], recordId: RecordId, type: string): boolean {
  return scope.of === 'record' ? scope.record === recordId : scope.type === type;
}
