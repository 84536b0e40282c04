/** Carries out `proposal.create`. What could not be done now is refused at once, rather than after a vote. */
import { stateKey } from '../../block/index.ts';
import { newObjectId } from '../../transaction/index.ts';
import { decide } from '../governance/decide.ts';
import { planAction } from '../governance/plans.ts';
import { operation, refuse } from '../operation.ts';

export const proposalCreate = operation('proposal.create', ['agency'], (context, { action }, actor) => {
  const { state, timeMs, parameters } = context;
  const { signer, salt } = context.transaction.payload;
  const place = stateKey.proposal(newObjectId('proposal', signer, salt));
  if (state.get(place)) refuse('proposal.exists', 'the agency has used this salt for another proposal');
  planAction(context, action);
  const proposal = decide(context, {
    agency: actor.agencyId,
    action,
    approvals: [actor.agencyId],
    rejections: [],
    status: 'open',
    createdMs: timeMs,
    untilMs: timeMs + parameters.proposalWindowMs,
    decidedHeight: null,
  });
  state.set(place, proposal);
});
