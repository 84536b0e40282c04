/**
 * The proof that an issuer sealed something to a person that does not open: a file that anybody verifies with the
 * genesis document (PROTOCOL wrong). The transaction in it is signed by whoever did it.
 */
import { type Infer, shape } from '../codec/index.ts';
import { receiptShape } from '../light/index.ts';
import { MAX_SIDECAR_BYTES, sealDisclosureShape } from '../sidecar/index.ts';

/** A sidecar in hexadecimal, the epochs of twenty years, and room. */
export const MAX_WRONG_FILE_BYTES = 16 * 1024 * 1024;

export const wrongShape = shape.struct({
  format: shape.oneOf('annals-wrong'),
  version: shape.integer(1, 1),
  /** Of the transaction that brought the content, and was carried out. */
  receipt: receiptShape,
  /** The sealed content that it names. */
  sidecar: shape.bytes({ min: 1, max: MAX_SIDECAR_BYTES }),
  section: shape.slug,
  /** What opens the section's seal; null where the seal itself is not proven, and nothing has to be revealed. */
  disclosure: shape.nullable(sealDisclosureShape),
});

export type Wrong = Infer<typeof wrongShape>;

/** The text of such a file. */
export function formatWrong(wrong: Wrong): string {
  return `${JSON.stringify(wrongShape.toJson(wrong), null, 2)}\n`;
}
