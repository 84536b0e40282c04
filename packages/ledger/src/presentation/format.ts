/**
 * A presentation: chosen fields of a record, shown by the person whom it is about, with what it takes to check them
 * against the genesis document and nothing else (PROTOCOL presentation). It travels as a JSON file.
 */
import { concatBytes, encodeShape, type Infer, shape } from '../codec/index.ts';
import { FIELD_SALT_SIZE_BYTES, type Hash, hash, MAX_COMMITTED_FIELDS } from '../crypto/index.ts';
import { provenStatesFields } from '../light/index.ts';
import { MAX_SIDECAR_BYTES } from '../sidecar/index.ts';
import { type ChainId, hashShape, signatureShape } from '../transaction/index.ts';

/** Fields of a whole record, the epochs of twenty years, and room. */
export const MAX_PRESENTATION_FILE_BYTES = 16 * 1024 * 1024;

/** A path of 32 levels, each with a name of some thirty characters. */
const MAX_PATH_LENGTH = 1_000;

/** For whom: a name, an address or a number that the verifier has given. */
const audienceShape = shape.text(200);
/** A challenge that the verifier has given, so that a presentation made before is not taken for an answer to it. */
const nonceShape = shape.text(128);

/** What a presentation of a record rests on. */
export const presentableShape = shape.struct(provenStatesFields);

const signedFields = {
  format: shape.oneOf('annals-presentation'),
  version: shape.integer(1, 1),
  id: shape.id('record'),
  ...provenStatesFields,
  /** The digests of all fields of the present version, ascending: the record names their root. */
  digests: shape.list(hashShape, MAX_COMMITTED_FIELDS, 1),
  /** The fields that are shown, ascending by path. Of the others the file tells no more than how many there are. */
  fields: shape.list(
    shape.struct({
      /** JSON pointer (RFC 6901), the first step being the section. */
      path: shape.text(MAX_PATH_LENGTH),
      /** Canonical JSON text. */
      value: shape.text(MAX_SIDECAR_BYTES),
      salt: shape.bytes(FIELD_SALT_SIZE_BYTES),
    }),
    MAX_COMMITTED_FIELDS,
    1,
  ),
  audience: audienceShape,
  nonce: shape.nullable(nonceShape),
  /** By the clock of whoever made it. */
  madeMs: shape.time,
  /** It is good before this. */
  untilMs: shape.time,
};
const unsignedShape = shape.struct(signedFields);

export const presentationShape = shape.struct({
  ...signedFields,
  /** By the key that the subject has in the state that is proven. */
  signature: signatureShape,
});

export type Presentable = Infer<typeof presentableShape>;
export type UnsignedPresentation = Infer<typeof unsignedShape>;
export type Presentation = Infer<typeof presentationShape>;

/** What the subject signs: all of the file but the signature, for one chain. */
export function presentationDigest(chain: ChainId, presentation: UnsignedPresentation): Hash {
  return hash('annals/presentation/v1', concatBytes(chain, encodeShape(unsignedShape, presentation)));
}

/** The text of such a file. */
export function formatPresentation(presentation: Presentation): string {
  return `${JSON.stringify(presentationShape.toJson(presentation), null, 2)}\n`;
}
