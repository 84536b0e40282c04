/** A person's keys: for each sector a row of them, all from one seed, so that no two pseudonyms can be linked. */
import type { SecretKey } from '../crypto/index.ts';
import { sha256 } from '../crypto/index.ts';
import { forgetKey, type HdKey, hardenedChild, masterKey } from './hd-key.ts';

/** The first level of the path: the letters `ANNL`. Other wallets use other numbers (BIP-43). */
const PURPOSE = 0x41_4e_4e_4c;
/** How many levels stand for the sector: 124 bits of the hash of its name, so that no two sectors meet. */
const SECTOR_LEVELS = 4;

/** The path of a key, without the hardening marks, of which every level has one. */
export function pathOf(sector: string, index: number): readonly number[] {
  const digest = new DataView(sha256(new TextEncoder().encode(sector)).buffer);
  const levels = Array.from({ length: SECTOR_LEVELS }, (_, level) => digest.getUint32(4 * level) & 0x7fff_ffff);
  return [PURPOSE, ...levels, index];
}

export class SectorKeys {
  readonly #master: HdKey;

  /** @param seed of 64 bytes, as BIP-39 makes it; it is overwritten. */
  constructor(seed: Uint8Array) {
    this.#master = masterKey(seed);
    seed.fill(0);
  }

  /** The key of a sector; `index` is 0 for the first, and one more for each that replaced it (PROTOCOL wallet). */
  key(sector: string, index: number): SecretKey {
    let key = this.#master;
    for (const level of pathOf(sector, index)) {
      const child = hardenedChild(key, level);
      if (key !== this.#master) forgetKey(key);
      key = child;
    }
    key.chainCode.fill(0);
    return key.secret;
  }

  /** Overwrites what keys are derived from. Keys that have been given are for their holders to overwrite. */
  forget(): void {
    forgetKey(this.#master);
  }
}
