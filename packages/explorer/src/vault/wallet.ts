/** A person's pseudonyms, derived from the seed in her wallet: one key for each sector in which she is enrolled. */
import { encode, type SubjectId, shape } from '@annals/ledger/codec';
import { hash, publicKeyOf, type SecretKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type LocalizedText, localizedTextShape, subjectIdOf } from '@annals/ledger/transaction';
import type { OpenedKeystore } from './keystore.ts';

const noteFields = {
  name: localizedTextShape,
  /** Each sector with the number of her present key. */
  sectors: shape.dictionary(shape.slug, shape.integer(0, 1_000_000), 64),
};
const noteShape = shape.struct(noteFields);
/** As the command line keeps it until it has settled a rotation of keys that was cut off. */
const rotatingNoteShape = shape.struct({ ...noteFields, rotating: shape.list(shape.slug, 64) });

export interface Pseudonym {
  readonly sector: string;
  readonly subject: SubjectId;
  readonly secret: SecretKey;
}

export interface Wallet {
  readonly name: LocalizedText;
  readonly pseudonyms: readonly Pseudonym[];
}

/** Reads what a keystore holds. @throws AnnalsError `keystore.malformed`. */
export function readWallet({ secret: seed, note }: OpenedKeystore): Wallet {
  const { name, sectors } = readNote(note);
  const pseudonyms = Object.entries(sectors).map(([sector, index]) => {
    // The pseudonym stays that of the first key when a later one replaces it.
    const initial = publicKeyOf(deriveKey(seed, sector, 0));
    return { sector, subject: subjectIdOf(sector, initial), secret: deriveKey(seed, sector, index) };
  });
  return { name, pseudonyms: pseudonyms.sort((a, b) => (a.sector < b.sector ? -1 : 1)) };
}

function deriveKey(seed: Uint8Array, sector: string, index: number): SecretKey {
  return hash('annals/wallet-key/v1', seed, encode([sector, index]));
}

function readNote(note: Uint8Array) {
  try {
    const json = JSON.parse(new TextDecoder().decode(note));
    return (Object.hasOwn(json, 'rotating') ? rotatingNoteShape : noteShape).fromJson(json);
  } catch (cause) {
    throw new AnnalsError('keystore.malformed', `the wallet: ${(cause as Error).message}`, { cause });
  }
}
