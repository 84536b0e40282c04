/** `ceremony.request`: a validator that holds no share of the network key asks that it be shared again. */
import { shape } from '../../codec/index.ts';

export const ceremonyRequestShape = shape.struct({
  agency: shape.id('agency'),
});
