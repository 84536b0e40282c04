/** How healthy the ledger is by what the nodes say: one that is down or cut off is not a ledger that is dead. */
import type { NodeView } from '../connection/connection.ts';
import type { NodesReport } from '../connection/use-nodes.ts';

export type Health = 'healthy' | 'unhealthy' | 'dead';

/**
 * `dead`: no node that this page asks works with a quorum of the validators, and not because all are catching up. One
 * that does is enough for it not to be: a node that is cut off says of itself that it is stalled.
 */
export function healthOf({ views, disagreeing }: NodesReport): Health {
  if (disagreeing.length === 0 && views.every(isWell)) return 'healthy';
  if (views.some(isWell)) return 'unhealthy';
  return views.some(isCatchingUp) ? 'unhealthy' : 'dead';
}

function isWell({ status, isSameChain }: NodeView): boolean {
  return isSameChain && status !== null && ['idle', 'working'].includes(status.state);
}

function isCatchingUp({ status, isSameChain }: NodeView): boolean {
  return isSameChain && status?.state === 'catching-up';
}
