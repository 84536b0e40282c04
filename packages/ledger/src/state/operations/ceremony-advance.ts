/** Carries out `ceremony.advance`: a round whose time is over ends without those that have not spoken. */
import { canEnd, proceed, runningCeremony } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

export const ceremonyAdvance = operation('ceremony.advance', ['validator'], (context, { epoch }) => {
  const ceremony = runningCeremony(context, epoch);
  if (!canEnd(context, ceremony)) refuse('ceremony.early', 'its time is not over, or too few have joined');
  proceed(context, ceremony);
});
