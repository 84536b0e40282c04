/**
 * Carries out `recovery.object`. The framework has found that the signer holds the present key: it is not lost, and who
 * holds it has not died. So a recovery ends, and a report of her death that no second agency has confirmed.
 */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { endByObjection } from '../recovery-rules.ts';

export const recoveryObject = operation('recovery.object', ['subject'], ({ state, timeMs }, body, { subject }) => {
  const isRecovered = endByObjection(state, body.subject, timeMs);
  const isReported = subject.status === 'active' && subject.reported !== null;
  if (!isRecovered && !isReported) refuse('recovery.unknown', 'no recovery of this subject is open');
  if (isReported) state.set(stateKey.subject(body.subject), { ...subject, reported: null });
});
