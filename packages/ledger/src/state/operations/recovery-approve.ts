/** Carries out `recovery.approve`, by a registrar of another agency than the one that asked. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { officerOf, requireRecovery, requireRegistrar } from '../recovery-rules.ts';

export const recoveryApprove = operation('recovery.approve', ['agency', 'officer'], (context, body, actor) => {
  const { state, timeMs } = context;
  const { subject, key } = body;
  requireRegistrar(actor);
  const recovery = requireRecovery(state, subject, key);
  if (recovery.agency === actor.agencyId) refuse('recovery.same-agency', 'the agency asked for this recovery itself');
  if (recovery.approval) refuse('recovery.approved', 'the recovery has been approved');
  const approval = { agency: actor.agencyId, officer: officerOf(actor), timeMs };
  state.set(stateKey.recovery(subject), { ...recovery, approval });
});
