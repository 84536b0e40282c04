/**
 * The erasure of a record's content, under `erasure/<record>`: who demanded it and why, who held the content, and who
 * has destroyed it. Proven, it is the certificate of erasure (PROTOCOL erasure).
 */
import { type Infer, shape } from '../../codec/index.ts';
import { basisShape } from '../../transaction/index.ts';
import { MAX_AGENCIES } from './agency.ts';

export const erasureShape = shape.struct({
  basis: basisShape,
  /** The agency that demanded it, and its officer; null when the agency signed itself. */
  agency: shape.id('agency'),
  officer: shape.nullable(shape.id('officer')),
  timeMs: shape.time,
  height: shape.uint,
  transaction: shape.id('transaction'),
  /** How many versions of the content there were, each in a sidecar of its own. */
  sidecars: shape.uint,
  /** The agencies that ran a validator at that time, or had done so before, and so were given the content. */
  holders: shape.list(shape.id('agency'), MAX_AGENCIES, 1),
  /** Those of them that have destroyed it, in the order in which they said so. */
  confirmed: shape.list(
    shape.struct({
      agency: shape.id('agency'),
      /** `node`: its node has read back that nothing is left; `agency`: the agency vouches for one that is gone. */
      by: shape.oneOf('node', 'agency'),
      timeMs: shape.time,
      height: shape.uint,
    }),
    MAX_AGENCIES,
  ),
});

export type Erasure = Infer<typeof erasureShape>;

/** The holders that have not said yet that they have destroyed the content. */
export function unconfirmedHolders({ holders, confirmed }: Erasure): Erasure['holders'] {
  return holders.filter((holder) => !confirmed.some(({ agency }) => agency === holder));
}
