/**
 * Whether a document can be relied on now: what it says is held against a newer proven state of the same record. A pure
 * function; what is newer is fetched by `ask` and proven, never told (PROTOCOL validity, ATTACK stale-document).
 */
import type { Header, Record, RecordType, Subject } from '../block/index.ts';
import { equalBytes, type RecordId, type SubjectId } from '../codec/index.ts';
import type { PublicKey } from '../crypto/index.ts';
import { inForce, MAX_PROOF_AGE_MS } from '../presentation/index.ts';
import type { ValidityDates } from '../record-types/index.ts';
import { FRESH_ANSWER_MS } from './bounds.ts';

/** A record with its type and subject, after one block. */
export interface Standing {
  readonly header: Pick<Header, 'height' | 'timeMs'>;
  readonly record: Record;
  readonly type: RecordType;
  readonly subject: Subject;
}

/** What a document says about a record; null where it does not say that. */
export interface Claim {
  readonly id: RecordId;
  /** The block up to which the document is proven. */
  readonly at: Pick<Header, 'height' | 'timeMs'>;
  /** What it proves of record, type and subject at that block. */
  readonly standing: Standing | null;
  /** The version of the content, and the holder, that it is about. */
  readonly version: number | null;
  readonly subject: SubjectId | null;
  /** The key with which the subject has signed the document. */
  readonly signedBy: PublicKey | null;
  /** From and until when the content says itself to be valid. */
  readonly dates: ValidityDates | null;
}

/** Why a document is not to be relied on. */
export type Fault =
  | { readonly type: 'erased'; readonly height: number }
  /** Suspended, revoked, or in another state that is not in force, by the present declaration of its type. */
  | { readonly type: 'not-in-force'; readonly state: string }
  /** Another content has taken the place of what the document shows. */
  | { readonly type: 'amended'; readonly version: number }
  /** Somebody else holds the record now. */
  | { readonly type: 'transferred' }
  /** The person has died. */
  | { readonly type: 'closed' }
  /** The key that has signed is not hers any more: it may have been lost or stolen. */
  | { readonly type: 'key-replaced' }
  | { readonly type: 'expired'; readonly untilMs: number }
  | { readonly type: 'not-yet'; readonly fromMs: number };

/** `ageMs` is the time since the block up to which anything is known. */
export type Judgement = { readonly asOf: Pick<Header, 'height' | 'timeMs'> } & (
  | { readonly verdict: 'valid-now' }
  | { readonly verdict: 'not-valid'; readonly faults: readonly [Fault, ...Fault[]] }
  /** Nobody could be asked who knows the present; it held then. */
  | { readonly verdict: 'as-of'; readonly ageMs: number }
  /** The same, and so long ago that it is not to be relied on. */
  | { readonly verdict: 'too-old'; readonly ageMs: number }
);

export interface JudgeOptions {
  readonly nowMs: number;
  /** How old what is known may be where nobody could be asked. A day if nothing is said. */
  readonly maxAgeMs?: number;
}

/**
 * Judges a document that has been verified by itself.
 * @param present what nodes have proven of the record, the newest of it; null when none could be asked. What is older
 * than the document itself counts as nothing.
 */
export function judge(claim: Claim, present: Standing | null, options: JudgeOptions): Judgement {
  const { nowMs, maxAgeMs = MAX_PROOF_AGE_MS } = options;
  const newer = present && present.header.height >= claim.at.height ? present : null;
  const known = newer ?? claim.standing;
  const asOf = newer?.header ?? claim.at;
  const [fault, ...others] = [...(known ? faultsOf(claim, known) : []), ...datesPassed(claim.dates, nowMs)];
  if (fault) return { asOf, verdict: 'not-valid', faults: [fault, ...others] };
  const ageMs = Math.max(0, nowMs - asOf.timeMs);
  if (newer && ageMs <= FRESH_ANSWER_MS) return { asOf, verdict: 'valid-now' };
  return { asOf, verdict: ageMs <= maxAgeMs ? 'as-of' : 'too-old', ageMs };
}

function faultsOf({ version, subject: holder, signedBy }: Claim, known: Standing): readonly Fault[] {
  const { record, type, subject } = known;
  const isSameHolder = holder === null || record.subject === holder;
  const faults: Fault[] = [];
  if (record.erased !== null) faults.push({ type: 'erased', height: record.erased });
  if (!inForce(type, record.state)) faults.push({ type: 'not-in-force', state: record.state });
  if (version !== null && record.version !== version) faults.push({ type: 'amended', version: record.version });
  // Of another holder neither life nor key tell anything about this document.
  if (!isSameHolder) return [...faults, { type: 'transferred' }];
  if (subject.status !== 'active') faults.push({ type: 'closed' });
  if (signedBy !== null && !equalBytes(subject.key, signedBy)) faults.push({ type: 'key-replaced' });
  return faults;
}

function datesPassed(dates: ValidityDates | null, nowMs: number): readonly Fault[] {
  const { fromMs = null, untilMs = null } = dates ?? {};
  if (untilMs !== null && nowMs >= untilMs) return [{ type: 'expired', untilMs }];
  return fromMs !== null && nowMs < fromMs ? [{ type: 'not-yet', fromMs }] : [];
}
