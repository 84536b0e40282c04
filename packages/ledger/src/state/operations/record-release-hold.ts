/** Carries out `record.release-hold`: an agency lets go the hold that it has placed. Those of others stay. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { writeRecord } from '../record-change.ts';
import { existingRecord, requireHolder } from '../record-rules.ts';

export const recordReleaseHold = operation('record.release-hold', ['officer', 'agency'], (context, body, actor) => {
  const { state } = context;
  const { record, type } = existingRecord(state, body.record);
  const key = stateKey.hold(body.record);
  const holds = state.get(key) ?? [];
  const own = holds.find(({ agency }) => agency === actor.agencyId);
  if (!own) return refuse('hold.unknown', 'the agency does not hold the record');
  requireHolder(type, record, actor);

  const others = holds.filter((hold) => hold !== own);
  if (others.length === 0) state.delete(key);
  else state.set(key, others);
  writeRecord(context, actor, body.record, record, { change: 'released', basis: own.basis, content: null });
});
