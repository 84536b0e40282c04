/**
 * Carries out `ceremony.request`: a validator without a share has the key shared again. Whether a disk was lost nobody
 * can see, so any validator can ask, under its name and after pauses; the ceremony begins with the end of the block.
 */
import { isRunning, stateKey } from '../../block/index.ts';
import { requestableFromMs, withRequest } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

export const ceremonyRequest = operation('ceremony.request', ['holder'], (context, _, { agencyId }) => {
  const { state, parameters, time } = context;
  const holdsSeat = state.get(stateKey.validators)?.next.some(({ agency }) => agency === agencyId);
  if (!holdsSeat) refuse('ceremony.not-part', 'the agency holds no seat');
  if (!state.get(stateKey.networkKey)) refuse('network-key.pending', 'there is no key that could be shared again');
  const last = state.get(stateKey.ceremony);
  if (!last || last.requestedBy) return refuse('ceremony.not-due', 'it has been asked for');
  if (isRunning(last)) refuse('ceremony.running', `the ceremony ${last.epoch} runs`);
  // ATTACK endless-requests: each makes the pause before the next one of the same agency longer, and of no other.
  if (!time.hasPassed(requestableFromMs(last, agencyId, parameters))) {
    refuse('ceremony.not-due', 'the pause after the last ceremony, or after what the agency asked for, is not over');
  }
  state.set(stateKey.ceremony, withRequest(last, agencyId, time.agreedMs, parameters));
  return undefined;
});
