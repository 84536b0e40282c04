/** A proposal with the votes on it, under `proposal/<id>`. */
import { type Infer, shape } from '../../codec/index.ts';
import { proposalActionShape } from '../../transaction/index.ts';
import { activeAgenciesShape } from './agency.ts';

export const proposalShape = shape.struct({
  /** The agency that proposed it. */
  agency: shape.id('agency'),
  action: proposalActionShape,
  approvals: activeAgenciesShape,
  rejections: activeAgenciesShape,
  /** `failed`: carried by the votes, but what it asks could no longer be done. An open one has expired after `untilMs`. */
  status: shape.oneOf('open', 'carried', 'rejected', 'failed'),
  createdMs: shape.time,
  untilMs: shape.time,
  /** The height at which it was decided. */
  decidedHeight: shape.nullable(shape.uint),
});

export type Proposal = Infer<typeof proposalShape>;
