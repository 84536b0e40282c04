/** Lower-case hexadecimal, by the audited `@noble/hashes`. */
import { bytesToHex, hexToBytes as nobleHexToBytes } from '@noble/hashes/utils.js';
import { AnnalsError } from '../errors/index.ts';

export { bytesToHex };

/** Bytes of a hex text of even length. @throws AnnalsError `codec.malformed`. */
export function hexToBytes(hex: string): Uint8Array {
  try {
    return nobleHexToBytes(hex);
  } catch (cause) {
    throw new AnnalsError('codec.malformed', 'not hexadecimal text of even length', { cause });
  }
}
