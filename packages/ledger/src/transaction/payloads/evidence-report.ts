/** `evidence.report`: two votes that one validator must never both have signed. */
import { type Infer, shape } from '../../codec/index.ts';
import { publicKeyShape, signatureShape } from '../keys.ts';

/** A vote: that its signer holds this block for the one of this height, at this step of this view. */
export const voteShape = shape.struct({
  step: shape.oneOf('prepare', 'commit'),
  height: shape.uint,
  view: shape.uint,
  block: shape.id('block'),
});

export const signedVoteShape = shape.struct({ vote: voteShape, signature: signatureShape });

export type Vote = Infer<typeof voteShape>;
export type SignedVote = Infer<typeof signedVoteShape>;

export const evidenceReportShape = shape.struct({
  /** The agency whose validator it was. */
  agency: shape.id('agency'),
  /** The validator key that signed both. */
  key: publicKeyShape,
  first: signedVoteShape,
  second: signedVoteShape,
});
