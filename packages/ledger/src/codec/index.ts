export { compareBytes, concatBytes, equalBytes } from './bytes.ts';
export type { CborValue } from './cbor-format.ts';
export { CborReader } from './cbor-reader.ts';
export { decode } from './decoder.ts';
export { encode } from './encoder.ts';
export { JOINED_HASH_BYTES, joinHashes, splitHashes } from './hashes.ts';
export { bytesToHex, hexToBytes } from './hex.ts';
export * from './identifier.ts';
export { maxJsonBytes, parseJson } from './json-text.ts';
export {
  decodeShape,
  encodeShape,
  type Infer,
  type JsonSchema,
  type JsonValue,
  type Shape,
  type ShapeBounds,
} from './shape.ts';
export { ShapeError } from './shape-error.ts';
export * as shape from './shapes.ts';
