/** Carries out `ceremony.advance`: a round whose time is over ends without those that have not spoken. */
import { canEndFromMs, endRound, runningCeremony } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

// ATTACK round-cut-short: what was signed for one round ends no other.
export const ceremonyAdvance = operation('ceremony.advance', ['validator'], (context, { epoch, round }) => {
  const ceremony = runningCeremony(context, epoch, round);
  const endMs = canEndFromMs(ceremony);
  if (endMs === null || !context.time.hasPassed(endMs)) {
    refuse('ceremony.early', 'its time is not over, or too few have joined');
  }
  endRound(context, ceremony);
});
