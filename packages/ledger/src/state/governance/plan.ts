/** How an action of a proposal is carried out: checked as a whole first, then done as a whole. */
import type { ProposalActionOf, ProposalActionType } from '../../transaction/index.ts';
import type { OperationContext } from '../operation.ts';

/**
 * Checks that an action can be done in this state, refusing with the reason if not, and gives what does it. The check
 * writes nothing, so that it also serves when an action is merely proposed.
 */
export type Plan<T extends ProposalActionType> = (context: OperationContext, action: ProposalActionOf<T>) => () => void;
