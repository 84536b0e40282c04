/** What the canonical encoding can hold, and the numbers of CBOR (RFC 8949, section 3) that it is written with. */

/** What the encoding can hold. No floats, no undefined, integers within the safe range only. */
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly CborValue[]
  | { readonly [key: string]: CborValue };

/** Lists and maps within each other; bounds the recursion of whoever walks a value. */
export const MAX_DEPTH = 16;

/** The major types, in the upper three bits of a head. Tags (0xc0) are not among them. */
export const MAJOR = {
  uint: 0x00,
  negative: 0x20,
  bytes: 0x40,
  text: 0x60,
  list: 0x80,
  map: 0xa0,
  simple: 0xe0,
} as const;

/** The simple values that are allowed. */
export const SIMPLE = { false: 20, true: 21, null: 22 } as const;
