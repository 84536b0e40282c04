export { compareBytes, concatBytes, equalBytes } from './bytes.ts';
export { type CborValue, decode, encode } from './cbor.ts';
export { bytesToHex, hexToBytes } from './hex.ts';
export * from './identifier.ts';
export * as shape from './shape.ts';
export { decodeShape, encodeShape, type Infer, type JsonSchema, type JsonValue, type Shape } from './shape.ts';
