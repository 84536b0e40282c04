/**
 * Carries out `record.release-hold`: an agency lets go the hold that it has placed. One whose agency may hold the record
 * no more has nobody left to let it go, so another that may does (ATTACK endless-hold); but never the agency that issued
 * the record, which could erase what was held against it.
 */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { writeRecord } from '../record-change.ts';
import { existingRecord, mayHold, requireHolder, requireHoldingRole } from '../record-rules.ts';

export const recordReleaseHold = operation('record.release-hold', ['officer', 'agency'], (context, body, actor) => {
  const { state } = context;
  const { record, type } = existingRecord(state, body.record);
  const key = stateKey.hold(body.record);
  const holds = state.get(key) ?? [];
  const holder = body.agency ?? actor.agencyId;
  const released = holds.find(({ agency }) => agency === holder);
  if (!released) return refuse('hold.unknown', 'the agency does not hold the record');
  if (holder === actor.agencyId) {
    // Also where a revised type names it no more.
    requireHoldingRole(type, actor);
  } else {
    requireHolder(type, record, actor);
    if (record.agency === actor.agencyId) {
      refuse('tx.not-authorised', 'the agency has issued the record, and lets go no hold of another');
    }
    if (mayHold(state, type, record, holder)) refuse('hold.in-force', 'the agency that holds the record still may');
  }

  const others = holds.filter((hold) => hold !== released);
  if (others.length === 0) state.delete(key);
  else state.set(key, others);
  writeRecord(context, actor, body.record, record, { change: 'released', basis: released.basis, content: null });
});
