/** State keys: the text under which the state holds each value. Their hashes are the paths in the state tree. */
import type {
  AgencyId,
  EntitlementId,
  OfficerId,
  PaymentId,
  ProgrammeId,
  ProposalId,
  RecordId,
  SubjectId,
  TransactionId,
} from '../../codec/index.ts';
import { invariant } from '../../errors/index.ts';
import { VALUES, type ValueKind } from './registry.ts';

declare const valueKind: unique symbol;

/** A key that leads to a value of one kind. */
export type StateKey<K extends ValueKind = ValueKind> = string & { readonly [valueKind]: K };

/** Builders, one for each kind of key: `stateKey.agency(id)`. */
export const stateKey = {
  parameters: 'parameters' as StateKey<'parameters'>,
  validators: 'validators' as StateKey<'validators'>,
  /** What the validators' clocks say. */
  clock: 'clock' as StateKey<'clock'>,
  agencies: 'agencies' as StateKey<'agencies'>,
  agency: (id: AgencyId) => `agency/${id}` as StateKey<'agency'>,
  /** A role, and a purpose, that the members have made known. */
  role: (name: string) => `role/${name}` as StateKey<'role'>,
  purpose: (name: string) => `purpose/${name}` as StateKey<'purpose'>,
  officer: (id: OfficerId) => `officer/${id}` as StateKey<'officer'>,
  subject: (id: SubjectId) => `subject/${id}` as StateKey<'subject'>,
  /** The latest recovery of a subject's key. */
  recovery: (id: SubjectId) => `recovery/${id}` as StateKey<'recovery'>,
  proposal: (id: ProposalId) => `proposal/${id}` as StateKey<'proposal'>,
  /** By the id from `evidenceIdOf`. */
  evidence: (id: string) => `evidence/${id}` as StateKey<'evidence'>,
  /** The present declaration of a record type. */
  type: (name: string) => `type/${name}` as StateKey<'type'>,
  /** A declaration that is or has been in force. */
  typeVersion: (name: string, version: number) => `type/${name}/${version}` as StateKey<'type'>,
  record: (id: RecordId) => `record/${id}` as StateKey<'record'>,
  /** The live record of a unique type that a subject holds. */
  unique: (type: string, subject: SubjectId) => `unique/${type}/${subject}` as StateKey<'unique'>,
  /** The holds on a record's content. */
  hold: (id: RecordId) => `hold/${id}` as StateKey<'hold'>,
  /** The erasure of a record's content. */
  erasure: (id: RecordId) => `erasure/${id}` as StateKey<'erasure'>,
  /** The head of a subject's access log. */
  accessLog: (id: SubjectId) => `access-log/${id}` as StateKey<'access-log'>,
  /** How many reads an agency has made. */
  accessCounts: (id: AgencyId) => `access-counts/${id}` as StateKey<'access-counts'>,
  /** What a person has consented to, and what she has restricted. */
  consents: (id: SubjectId) => `consents/${id}` as StateKey<'consents'>,
  restrictions: (id: SubjectId) => `restrictions/${id}` as StateKey<'restrictions'>,
  /** Who may act for a person. */
  mandates: (id: SubjectId) => `mandates/${id}` as StateKey<'mandates'>,
  /** The mandates that somebody has been offered. */
  mandateOffers: (id: SubjectId) => `mandate-offers/${id}` as StateKey<'mandate-offers'>,
  /** For whom somebody acts or has acted. */
  represented: (id: SubjectId) => `represented/${id}` as StateKey<'represented'>,
  /** The review of an emergency read. */
  review: (id: TransactionId) => `review/${id}` as StateKey<'review'>,
  /** A hidden read, by its transaction. */
  hidden: (id: TransactionId) => `hidden/${id}` as StateKey<'hidden'>,
  /** The hidden reads that wait to be disclosed. */
  hiddenPending: 'hidden-pending' as StateKey<'hidden-pending'>,
  /** How many reads an agency says it made in a period. */
  readReport: (id: AgencyId, period: number) => `read-report/${id}/${period}` as StateKey<'read-report'>,
  /** The key that records are sealed to, and who holds its shares. */
  networkKey: 'network-key' as StateKey<'network-key'>,
  /** Later shares of the key, while not all seats have confirmed that they hold one. */
  networkKeyStandby: 'network-key-standby' as StateKey<'network-key-standby'>,
  /** The key ceremony that runs, or the last one. */
  ceremony: 'ceremony' as StateKey<'ceremony'>,
  ceremonyOutcome: (epoch: number) => `ceremony-outcome/${epoch}` as StateKey<'ceremony-outcome'>,
  /** What a dealer has dealt in the present ceremony, or what a participant has complained of. */
  dealing: (epoch: number, index: number) => `dealing/${epoch}/${index}` as StateKey<'dealing'>,
  response: (epoch: number, index: number) => `response/${epoch}/${index}` as StateKey<'response'>,
  programme: (id: ProgrammeId) => `programme/${id}` as StateKey<'programme'>,
  entitlement: (id: EntitlementId) => `entitlement/${id}` as StateKey<'entitlement'>,
  payment: (id: PaymentId) => `payment/${id}` as StateKey<'payment'>,
  /** The latest payment of a period to a subject from a programme. */
  paid: (programme: ProgrammeId, subject: SubjectId, period: string) =>
    `paid/${programme}/${subject}/${period}` as StateKey<'paid'>,
} as const;

/** What kind of value a key leads to: the part before the first `/`. */
export function kindOfKey<K extends ValueKind>(key: StateKey<K>): K {
  const slash = key.indexOf('/');
  const kind = slash < 0 ? key : key.slice(0, slash);
  invariant(Object.hasOwn(VALUES, kind), `a state key of no known kind: ${key.slice(0, 60)}`);
  return kind as K;
}
