/** State keys: the text under which the state holds each value. Their hashes are the paths in the state tree. */
import type { AgencyId, OfficerId, ProposalId, SubjectId } from '../../codec/index.ts';
import { invariant } from '../../errors/index.ts';
import { VALUES, type ValueKind } from './registry.ts';

declare const valueKind: unique symbol;

/** A key that leads to a value of one kind. */
export type StateKey<K extends ValueKind = ValueKind> = string & { readonly [valueKind]: K };

/** Builders, one for each kind of key: `stateKey.agency(id)`. */
export const stateKey = {
  parameters: 'parameters' as StateKey<'parameters'>,
  validators: 'validators' as StateKey<'validators'>,
  agencies: 'agencies' as StateKey<'agencies'>,
  agency: (id: AgencyId) => `agency/${id}` as StateKey<'agency'>,
  officer: (id: OfficerId) => `officer/${id}` as StateKey<'officer'>,
  subject: (id: SubjectId) => `subject/${id}` as StateKey<'subject'>,
  proposal: (id: ProposalId) => `proposal/${id}` as StateKey<'proposal'>,
  /** By the id from `evidenceIdOf`. */
  evidence: (id: string) => `evidence/${id}` as StateKey<'evidence'>,
} as const;

/** What kind of value a key leads to: the part before the first `/`. */
export function kindOfKey<K extends ValueKind>(key: StateKey<K>): K {
  const slash = key.indexOf('/');
  const kind = slash < 0 ? key : key.slice(0, slash);
  invariant(Object.hasOwn(VALUES, kind), `a state key of no known kind: ${key.slice(0, 60)}`);
  return kind as K;
}
