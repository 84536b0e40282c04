/** Carries out `record.transition`: whatever action the lifecycle of the record's type declares. */
import { operation, refuse } from '../operation.ts';
import { moveUnique, writeRecord } from '../record-change.ts';
import { existingRecord, lifecycleState, requireIssuingAgency, requireUnique } from '../record-rules.ts';
import { hasRole } from '../roles.ts';

export const recordTransition = operation('record.transition', ['officer', 'agency'], (context, body, actor) => {
  const { action, reason } = body;
  const { record, type } = existingRecord(context.state, body.record);
  const named = type.lifecycle.transitions.filter((each) => each.action === action);
  if (named.length === 0) refuse('record.no-action', `the lifecycle of ${type.name} has no action ${action}`);
  const transition = named.find(({ from }) => from.includes(record.state));
  if (!transition) return refuse('record.wrong-state', `${action} is not possible while the record is ${record.state}`);
  if (transition.agencies === null) requireIssuingAgency(record, actor.agencyId);
  else if (!transition.agencies.includes(actor.agencyId)) {
    refuse('tx.not-authorised', `the agency may not ${action} records of the type ${type.name}`);
  }
  if (!hasRole(actor, transition.roles)) {
    refuse('tx.not-authorised', `the signer has no role that may ${action} records of the type ${type.name}`);
  }
  const after = { ...record, state: transition.to };
  if (!lifecycleState(type, record.state).live && lifecycleState(type, after.state).live) {
    requireUnique(context.state, type, record.subject);
  }

  writeRecord(context, actor, body.record, after, { change: 'transitioned', action, reason, content: null });
  moveUnique(context, type, body.record, record, after);
});
