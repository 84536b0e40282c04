/** What a wallet knows besides its phrase, and keeps encrypted beside it: which pseudonyms are hers stands nowhere else. */
import { type Infer, shape } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { localizedTextShape } from '../transaction/index.ts';

/** The most keys of one sector in a row, far more than anybody replaces. */
const MAX_KEY_INDEX = 10_000;

/** Sectors in which somebody is enrolled: a state has some dozens. */
export const MAX_SECTORS = 64;

const heldKeyShape = shape.struct({
  sector: shape.slug,
  /** The pseudonym: of her first key in the sector, also when that was of another phrase. */
  subject: shape.id('subject'),
  /** The number of her present key. */
  index: shape.integer(0, MAX_KEY_INDEX),
});

const noteShape = shape.struct({
  /** Her name; null in a wallet that was restored from the phrase alone. */
  name: shape.nullable(localizedTextShape),
  held: shape.list(heldKeyShape, MAX_SECTORS),
  /** Keys that may be hers by now: the ledger was asked for them, and its answer is not noted. */
  awaited: shape.list(heldKeyShape, MAX_SECTORS),
});

/** A key of hers: the pseudonym that it acts for, and its number. */
export type HeldKey = Infer<typeof heldKeyShape>;
export type WalletNote = Infer<typeof noteShape>;

export function encodeNote(note: WalletNote): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(noteShape.toJson(note)));
}

/** @throws AnnalsError `keystore.malformed`. */
export function decodeNote(bytes: Uint8Array): WalletNote {
  try {
    return noteShape.fromJson(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new AnnalsError('keystore.malformed', `the wallet: ${(cause as Error).message}`, { cause });
  }
}
