/** Carries out `record.hold`: from this block on the record cannot be erased. */
import { MAX_HOLDS, stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { officerOf, writeRecord } from '../record-change.ts';
import { existingRecord, requireHolder, requireNotErased } from '../record-rules.ts';

export const recordHold = operation('record.hold', ['officer', 'agency'], (context, body, actor) => {
  const { state, timeMs, height, transaction } = context;
  const { record, type } = existingRecord(state, body.record);
  requireHolder(type, record, actor);
  requireNotErased(record);
  const key = stateKey.hold(body.record);
  const holds = state.get(key) ?? [];
  if (holds.some(({ agency }) => agency === actor.agencyId)) refuse('hold.exists', 'the agency holds the record');
  if (holds.length >= MAX_HOLDS) refuse('hold.too-many', `${MAX_HOLDS} agencies hold the record`);

  const { basis } = body;
  const [agency, officer] = [actor.agencyId, officerOf(actor)];
  state.set(key, [...holds, { agency, officer, basis, timeMs, height, transaction: transaction.id }]);
  writeRecord(context, actor, body.record, record, { change: 'held', basis, content: null });
});
