/** A proven equivocation, under `evidence/<id>`: one entry for a validator key, height, view and step. */
import { bytesToHex, encode, type Infer, shape } from '../../codec/index.ts';
import { hash } from '../../crypto/index.ts';
import { publicKeyShape, signedVoteShape, type Vote } from '../../transaction/index.ts';

export const evidenceShape = shape.struct({
  /** The agency whose validator equivocated. */
  agency: shape.id('agency'),
  key: publicKeyShape,
  first: signedVoteShape,
  second: signedVoteShape,
  /** The agency whose validator reported it. */
  reportedBy: shape.id('agency'),
  reportedMs: shape.time,
});

export type Evidence = Infer<typeof evidenceShape>;

/** Hex id of an equivocation: what was voted on twice, whatever the two blocks. */
export function evidenceIdOf(key: Uint8Array, vote: Vote): string {
  return bytesToHex(hash('annals/evidence-id/v1', encode([key, vote.step, vote.height, vote.view])).subarray(0, 20));
}
