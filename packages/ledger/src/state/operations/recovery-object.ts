/** Carries out `recovery.object`. The framework has found that the signer holds the present key. */
import { operation, refuse } from '../operation.ts';
import { endByObjection } from '../recovery-rules.ts';

export const recoveryObject = operation('recovery.object', ['subject'], ({ state, timeMs }, body) => {
  if (!endByObjection(state, body.subject, timeMs)) {
    refuse('recovery.unknown', 'no recovery of this subject is open');
  }
});
