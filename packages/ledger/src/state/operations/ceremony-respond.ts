/** Carries out `ceremony.respond`: a participant's complaints are kept, and judged when the ceremony is concluded. */
import { indexAmong, participantsOf, stateKey } from '../../block/index.ts';
import { proceed, runningCeremony } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

export const ceremonyRespond = operation(
  'ceremony.respond',
  ['holder'],
  (context, { epoch, complaints }, { agencyId }) => {
    const ceremony = runningCeremony(context, epoch, 'responding');
    const index = indexAmong(participantsOf(ceremony), agencyId);
    if (index === null) return refuse('ceremony.not-part', 'the agency has not joined this ceremony');
    if (ceremony.responded.includes(index)) refuse('ceremony.spoken', 'the agency has responded');
    context.state.set(stateKey.response(epoch, index), complaints);
    proceed(context, { ...ceremony, responded: [...ceremony.responded, index] });
    return undefined;
  },
);
