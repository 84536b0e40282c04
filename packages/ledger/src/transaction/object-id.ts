/**
 * Identifiers of the objects that transactions create. They are derived, not assigned: a new record's id is known
 * before it is submitted, so that a seal can bind to it, and a wallet finds its subjects from its seed alone.
 */
import {
  type AgencyId,
  type EntitlementId,
  encode,
  type IdentifierKind,
  type IdOf,
  idFromBytes,
  idToBytes,
  type OfficerId,
  type PaymentId,
  type SubjectId,
} from '../codec/index.ts';
import { type Domain, hash } from '../crypto/index.ts';

const OBJECT_ID_SIZE_BYTES = 20;

function derive<K extends IdentifierKind>(kind: K, ...parts: readonly Uint8Array[]): IdOf<K> {
  const domain: Domain = `annals/${kind}-id/v1`;
  return idFromBytes(kind, hash(domain, ...parts).subarray(0, OBJECT_ID_SIZE_BYTES));
}

/** The objects whose id comes from the signer and salt of the transaction that creates them. */
export type SaltedObject = 'record' | 'programme' | 'entitlement' | 'proposal' | 'consent' | 'mandate';

/** The id of the object that a transaction with this signer key and salt creates. */
export function newObjectId<K extends SaltedObject>(kind: K, signer: Uint8Array, salt: Uint8Array): IdOf<K> {
  return derive(kind, signer, salt);
}

/** An agency's id, from the key with which it was admitted. */
export function agencyIdOf(initialKey: Uint8Array): AgencyId {
  return derive('agency', initialKey);
}

/** The id of the officer who acts for an agency with this key. */
export function officerIdOf(agency: AgencyId, key: Uint8Array): OfficerId {
  return derive('officer', idToBytes(agency), key);
}

/** A person's pseudonym in one sector, from the key with which she was enrolled. */
export function subjectIdOf(sector: string, initialKey: Uint8Array): SubjectId {
  return derive('subject', encode([sector, initialKey]));
}

/** The payment of one period of an entitlement. */
export function paymentIdOf(entitlement: EntitlementId, period: string): PaymentId {
  return derive('payment', encode([idToBytes(entitlement), period]));
}
