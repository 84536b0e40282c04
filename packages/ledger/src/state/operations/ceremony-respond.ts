/**
 * Carries out `ceremony.respond`: a participant's complaints are kept, and judged when the round ends. One that was
 * away then is heard while it has not confirmed, and its complaints are judged at once.
 */
import { indexAmong, participantsOf, stateKey } from '../../block/index.ts';
import { hearLateComplaints, proceed, runningCeremony } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

// ATTACK bad-share-to-the-absent: who was away for a round is heard as long as nothing is in force.
export const ceremonyRespond = operation(
  'ceremony.respond',
  ['holder'],
  (context, { epoch, complaints }, { agencyId }) => {
    const ceremony = runningCeremony(context, epoch, 'responding', 'confirming');
    const index = indexAmong(participantsOf(ceremony), agencyId);
    if (index === null) return refuse('ceremony.not-part', 'the agency has not joined this ceremony');
    if (ceremony.responded.includes(index) || ceremony.confirmed.includes(index)) {
      refuse('ceremony.spoken', 'the agency has responded');
    }
    context.state.set(stateKey.response(epoch, index), complaints);
    const heard = { ...ceremony, responded: [...ceremony.responded, index] };
    if (ceremony.round === 'responding') proceed(context, heard);
    else hearLateComplaints(context, heard, index, complaints);
    return undefined;
  },
);
