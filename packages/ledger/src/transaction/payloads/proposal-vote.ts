/** `proposal.vote`: an agency approves or rejects an open proposal, once. */
import { shape } from '../../codec/index.ts';

export const proposalVoteShape = shape.struct({ proposal: shape.id('proposal'), approve: shape.boolean });
