/** Carries out `access.restrict`. */
import { MAX_RESTRICTIONS, type Restriction, stateKey } from '../../block/index.ts';
import type { RestrictionScope } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { personDecidedFor } from '../policy/mandates.ts';
import { requireOwnRecord, requireType } from '../policy/scope.ts';

export const accessRestrict = operation('access.restrict', ['subject'], (context, body, actor) => {
  const { state, timeMs } = context;
  const { scope, on } = body;
  const person = personDecidedFor(context, body.represented, actor);
  const place = stateKey.restrictions(person);
  const present = state.get(place) ?? [];
  const others = present.filter((each) => !isSame(each.scope, scope));
  if (!on) {
    if (others.length === present.length) refuse('restriction.unknown', 'this is not restricted');
    // Nothing restricted is an absent key, so that reads of most people look at nothing.
    if (others.length === 0) state.delete(place);
    else state.set(place, others);
    return undefined;
  }
  if (others.length < present.length) refuse('restriction.exists', 'this is restricted already');
  if (present.length >= MAX_RESTRICTIONS) refuse('restriction.too-many', `${MAX_RESTRICTIONS} are kept`);
  if (scope.of === 'record') requireOwnRecord(state, scope.record, person);
  else requireType(state, scope.type);
  const restriction: Restriction = { scope, by: actor.subjectId, sinceMs: timeMs };
  state.set(place, [...present, restriction]);
  return undefined;
});

function isSame(one: RestrictionScope, other: RestrictionScope): boolean {
  return one.of === 'record'
    ? other.of === 'record' && one.record === other.record
    : other.of === 'type' && one.type === other.type;
}
