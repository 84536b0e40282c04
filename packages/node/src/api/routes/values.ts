/**
 * Single values of the state with their proofs: what is public to everybody, what is about a person to her alone. A
 * client that asks here believes nothing that it is told (LAW 8, PROTOCOL state-proof).
 */
import { type StateKey, VALUES } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { readValue } from '@annals/ledger/state';
import type { NodeServices } from '../../services.ts';
import { type Caller, callersFor, notEntitled, requireFollower, seesMandates, seesProgramme } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { proveValue } from '../proofs.ts';

/** Kinds of values that say nothing about a person; a new kind is private until it is named here. */
const PUBLIC_KINDS: ReadonlySet<string> = new Set([
  'parameters',
  'validators',
  'agencies',
  'agency',
  'role',
  'purpose',
  'officer',
  'proposal',
  'evidence',
  'type',
  'record',
  'network-key',
  'network-key-standby',
  'ceremony',
  'ceremony-outcome',
  'programme',
  'access-counts',
  'review',
  'hidden',
  'hidden-pending',
  'read-report',
  'hold',
  'erasure',
]);

/** Kinds whose key ends with the subject that the value is about. */
const KINDS_BY_SUBJECT: ReadonlySet<string> = new Set([
  'subject',
  'access-log',
  'consents',
  'restrictions',
  'mandates',
  'mandate-offers',
  'represented',
  'recovery',
]);

export function valueRoutes(services: NodeServices): Pick<Handlers, 'provenValue' | 'provenValueOfSubject'> {
  const { store } = services;
  return {
    provenValue: ({ params }) => {
      const { kind, key } = readKey(params.key);
      if (PUBLIC_KINDS.has(kind)) return { proven: proveValue(store, key) };
      throw new AnnalsError('auth.not-entitled', `values under ${kind}/ are for the person that they are about`);
    },
    provenValueOfSubject: ({ params: { subject, key: text }, prove }) => {
      const { kind, key } = readKey(text);
      if (kind === 'recovery') requireFollower(services, subject, prove());
      else if (!sees(services, callersFor(services, subject, prove()), subject, kind, key)) throw notEntitled();
      if (!isAbout(services, subject, kind, key)) throw notEntitled();
      return { proven: proveValue(store, key) };
    },
  };
}

/** @throws AnnalsError `codec.shape` for a key of no known kind. */
function readKey(text: string): { readonly kind: string; readonly key: StateKey } {
  const [kind = ''] = text.split('/', 1);
  if (Object.hasOwn(VALUES, kind)) return { kind, key: text as StateKey };
  throw new AnnalsError('codec.shape', 'key: the state holds no values of this kind');
}

/** Whether a caller may see such a value of a subject: all are for her, and some for who has to act by them. */
function sees(
  services: NodeServices,
  callers: readonly Caller[],
  subject: SubjectId,
  kind: string,
  key: StateKey,
): boolean {
  // Her key is for whoever has to seal to it, and told with a proof or not at all.
  if (kind === 'subject' || callers.some(({ type }) => type === 'subject')) return true;
  // A registrar whose agency enters one learns which it stands for: another agency may have entered it before.
  if (kind === 'mandates') return seesMandates(services, callers, subject);
  if (kind !== 'payment' && kind !== 'entitlement') return false;
  const owed = readValue(services.store.state, key as StateKey<'payment' | 'entitlement'>);
  return owed !== undefined && seesProgramme(services, callers, owed.programme);
}

function isAbout({ store }: NodeServices, subject: SubjectId, kind: string, key: StateKey): boolean {
  if (KINDS_BY_SUBJECT.has(kind)) return key === `${kind}/${subject}`;
  if (kind === 'payment') return readValue(store.state, key as StateKey<'payment'>)?.subject === subject;
  if (kind === 'entitlement') return readValue(store.state, key as StateKey<'entitlement'>)?.subject === subject;
  return false;
}
