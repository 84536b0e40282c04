/** `proposal.create`: an agency proposes an action to the others; its proposal counts as its approval. */
import { shape } from '../../codec/index.ts';
import { proposalActionShape } from './proposal-action.ts';

export const proposalCreateShape = shape.struct({ action: proposalActionShape });
