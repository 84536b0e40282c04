/**
 * The secondary indexes: which records, entitlements and payments a subject has, which officers an agency and which
 * emergency reads of it wait for review, and whose present key a key is. They follow from the state values alone, so
 * they can be made anew; nothing in them is authenticated.
 */
import { kindOfKey, type StateKey, type ValueOf } from '@annals/ledger/block';
import { subjectIdOf } from '@annals/ledger/transaction';
import type { Write } from './database.ts';
import { KEYSPACE, type KeyspaceByte, relationKey } from './keyspace.ts';
import type { RelationName } from './store.ts';

/** Where each index stands. */
export const RELATION_SPACES: { readonly [R in RelationName]: KeyspaceByte } = {
  'records-of-subject': KEYSPACE.recordsOfSubject,
  'entitlements-of-subject': KEYSPACE.entitlementsOfSubject,
  'payments-of-subject': KEYSPACE.paymentsOfSubject,
  'officers-of-agency': KEYSPACE.officersOfAgency,
  'subjects-of-key': KEYSPACE.subjectsOfKey,
  'reviews-of-agency': KEYSPACE.reviewsOfAgency,
};

const NOTHING = new Uint8Array(0);

/** The row of a value, or undefined for values that no index lists. Lists are in the order of the time given here. */
function rowOf(key: StateKey, value: unknown): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const id = key.slice(key.indexOf('/') + 1);
  switch (kindOfKey(key)) {
    case 'record': {
      const { subject, issuedMs } = value as ValueOf<'record'>;
      return relationKey(KEYSPACE.recordsOfSubject, subject, issuedMs, id);
    }
    case 'entitlement': {
      const { subject, grantedMs } = value as ValueOf<'entitlement'>;
      return relationKey(KEYSPACE.entitlementsOfSubject, subject, grantedMs, id);
    }
    case 'payment': {
      const { subject, dueMs } = value as ValueOf<'payment'>;
      return relationKey(KEYSPACE.paymentsOfSubject, subject, dueMs, id);
    }
    case 'officer': {
      const { agency, appointedMs } = value as ValueOf<'officer'>;
      return relationKey(KEYSPACE.officersOfAgency, agency, appointedMs, id);
    }
    case 'subject': {
      const { sector, key: present, enrolledMs } = value as ValueOf<'subject'>;
      return relationKey(KEYSPACE.subjectsOfKey, subjectIdOf(sector, present), enrolledMs, id);
    }
    case 'review': {
      const { agency, dueMs, reviewer } = value as ValueOf<'review'>;
      // Only what still waits is listed; the counts of the agency say how many there have been.
      return reviewer === null ? relationKey(KEYSPACE.reviewsOfAgency, agency, dueMs, id) : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether any index lists values under this key, so that the value before a change has to be known. */
export function isIndexed(key: StateKey): boolean {
  return /^(record|entitlement|payment|officer|subject|review)\//.test(key);
}

/** What a change of one value changes in the indexes. Undefined stands for no value. */
export function indexWrites(key: StateKey, before: unknown, after: unknown): Write[] {
  const old = rowOf(key, before);
  const row = rowOf(key, after);
  if (old && row && Buffer.compare(old, row) === 0) return [];
  const writes: Write[] = [];
  if (old) writes.push({ key: old, value: null });
  if (row) writes.push({ key: row, value: NOTHING });
  return writes;
}
