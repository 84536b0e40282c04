/** Carries out `proposal.vote`. */
import { stateKey } from '../../block/index.ts';
import { decide } from '../governance/decide.ts';
import { operation, refuse } from '../operation.ts';

export const proposalVote = operation('proposal.vote', ['agency'], (context, body, { agencyId }) => {
  const place = stateKey.proposal(body.proposal);
  const proposal = context.state.get(place);
  if (!proposal) return refuse('proposal.unknown', 'there is no such proposal');
  if (proposal.status !== 'open') refuse('proposal.closed', `the proposal is ${proposal.status}`);
  if (context.time.agreedMs > proposal.untilMs) refuse('proposal.closed', 'the time to vote has passed');
  const { approvals, rejections } = proposal;
  if (approvals.includes(agencyId) || rejections.includes(agencyId)) {
    refuse('proposal.already-voted', 'the agency has voted');
  }
  const voted = body.approve
    ? { ...proposal, approvals: [...approvals, agencyId] }
    : { ...proposal, rejections: [...rejections, agencyId] };
  context.state.set(place, decide(context, voted));
});
