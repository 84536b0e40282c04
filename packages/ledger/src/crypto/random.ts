/** The one place of the ledger that draws randomness; everything else takes a source as an argument. */

/** Gives `sizeBytes` bytes that nobody can predict. Tests and simulations pass a seeded one. */
export type RandomSource = (sizeBytes: number) => Uint8Array;

/** The most that Web Crypto gives in one call. */
const MAX_DRAW_BYTES = 65_536;

/** Cryptographically strong bytes of the platform (Web Crypto, in Node and browsers alike). */
export const randomBytes: RandomSource = (sizeBytes) => {
  const bytes = new Uint8Array(sizeBytes);
  for (let offset = 0; offset < sizeBytes; offset += MAX_DRAW_BYTES) {
    crypto.getRandomValues(bytes.subarray(offset, offset + MAX_DRAW_BYTES));
  }
  return bytes;
};
