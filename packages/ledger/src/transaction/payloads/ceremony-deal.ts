/** `ceremony.deal`: what a dealer deals to all who joined a key ceremony. */
import { shape } from '../../codec/index.ts';
import { dealingShape } from '../../threshold/index.ts';

export const ceremonyDealShape = shape.struct({
  agency: shape.id('agency'),
  epoch: shape.uint,
  dealing: dealingShape,
});
