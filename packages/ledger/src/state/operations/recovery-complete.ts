/** Carries out `recovery.complete`. The subject's id stays, so her records and her access log stay hers. */
import { stateKey } from '../../block/index.ts';
import { equalBytes } from '../../codec/index.ts';
import { invariant } from '../../errors/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireRecovery, requireRegistrar } from '../recovery-rules.ts';

export const recoveryComplete = operation('recovery.complete', ['agency', 'officer'], (context, body, actor) => {
  const { state, time, timeMs } = context;
  const { subject: id, key } = body;
  requireRegistrar(actor);
  const recovery = requireRecovery(state, id, key);
  if (recovery.agency !== actor.agencyId) {
    refuse('tx.not-authorised', 'a recovery is completed by the agency that asked for it');
  }
  if (!recovery.approval) refuse('recovery.not-approved', 'no second agency has approved it');
  if (!time.hasPassed(recovery.readyMs)) refuse('recovery.too-early', 'the person can still object');
  const subject = state.get(stateKey.subject(id));
  if (subject?.status !== 'active') return refuse('subject.closed', 'the subject is closed');
  // A rotation ends the recovery that is open.
  invariant(equalBytes(subject.key, recovery.replaces), 'the key to replace is the present one');
  state.set(stateKey.subject(id), { ...subject, key });
  state.set(stateKey.recovery(id), { ...recovery, status: 'completed', endedMs: timeMs });
});
