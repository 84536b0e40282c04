/**
 * Deciding a proposal: it is carried when more than two thirds of the active agencies approve, and rejected as soon as
 * that can no longer happen (PROTOCOL governance). Votes of agencies that have been suspended do not count.
 */
import type { Proposal } from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { type OperationContext, Refusal } from '../operation.ts';
import { activeAgencies } from './agency-plans.ts';
import { planAction } from './plans.ts';

/** What the votes on a proposal amount to. */
export function tally(
  proposal: Pick<Proposal, 'approvals' | 'rejections'>,
  active: readonly AgencyId[],
): 'open' | 'carried' | 'rejected' {
  const count = (votes: readonly AgencyId[]): number => votes.filter((agency) => active.includes(agency)).length;
  if (3 * count(proposal.approvals) > 2 * active.length) return 'carried';
  const possible = active.length - count(proposal.rejections);
  return 3 * possible > 2 * active.length ? 'open' : 'rejected';
}

/** The proposal as it stands after a vote. When it is carried, its action is done at once, or it has failed. */
export function decide(context: OperationContext, proposal: Proposal): Proposal {
  const status = tally(proposal, activeAgencies(context));
  if (status === 'open') return proposal;
  const decided: Proposal = { ...proposal, status, decidedHeight: context.height };
  return status === 'rejected' || enact(context, proposal) ? decided : { ...decided, status: 'failed' };
}

/** Does the action, unless the state has changed since it was proposed so that it no longer can be done. */
function enact(context: OperationContext, { action }: Proposal): boolean {
  let perform: () => void;
  try {
    perform = planAction(context, action);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
  perform();
  return true;
}
