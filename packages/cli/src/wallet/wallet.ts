/**
 * A person's wallet: an encrypted keystore that holds her seed, and beside it what only she knows: her name, and in
 * which sectors she is enrolled. Which pseudonyms are hers stands nowhere else.
 */
import { type Infer, type SubjectId, shape } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf, type SecretKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import { type LocalizedText, localizedTextShape, subjectIdOf } from '@annals/ledger/transaction';
import { createKeystore, openKeystore, replaceKeystore } from '@annals/node/keystore';
import type { Session } from '../session/session.ts';
import { useNativeSignatures } from '../session/signer.ts';
import { deriveSectorKey } from './derive-key.ts';

const noteFields = {
  name: localizedTextShape,
  /** The sectors in which she is enrolled, each with the number of her present key. */
  sectors: shape.dictionary(shape.slug, shape.integer(0, 1_000_000), 64),
};
const noteShape = shape.struct(noteFields);
/** While it is not known whether the ledger has replaced her key of a sector: then the next key may be hers already. */
const rotatingNoteShape = shape.struct({ ...noteFields, rotating: shape.list(shape.slug, 64) });

type Note = Infer<typeof rotatingNoteShape>;

/** A person in one sector. */
export interface Pseudonym {
  readonly sector: string;
  readonly subject: SubjectId;
  readonly secret: SecretKey;
  readonly publicKey: Uint8Array;
}

export class Wallet {
  readonly label: string;
  readonly #seed: Uint8Array;
  #note: Note;

  constructor(label: string, seed: Uint8Array, note: Note) {
    this.label = label;
    this.#seed = seed;
    this.#note = note;
  }

  get name(): LocalizedText {
    return this.#note.name;
  }

  get sectors(): readonly string[] {
    return Object.keys(this.#note.sectors).sort();
  }

  /** What is written into the keystore. */
  get content(): { readonly secret: Uint8Array; readonly note: Uint8Array } {
    const isRotating = this.#note.rotating.length > 0;
    const json = isRotating ? rotatingNoteShape.toJson(this.#note) : noteShape.toJson(this.#note);
    const note = new TextEncoder().encode(JSON.stringify(json));
    return { secret: this.#seed, note };
  }

  /** Her pseudonym in a sector, with the present key or, for one not enrolled yet, the first. */
  pseudonym(sector: string, keysLater = 0): Pseudonym {
    const index = (this.#note.sectors[sector] ?? 0) + keysLater;
    const secret = deriveSectorKey(this.#seed, sector, index);
    const initial = publicKeyOf(deriveSectorKey(this.#seed, sector, 0));
    return { sector, subject: subjectIdOf(sector, initial), secret, publicKey: publicKeyOf(secret) };
  }

  /** Her pseudonym in a sector in which she is enrolled. @throws AnnalsError `subject.unknown`. */
  enrolled(sector: string): Pseudonym {
    if (Object.hasOwn(this.#note.sectors, sector)) return this.pseudonym(sector);
    throw new AnnalsError('subject.unknown', `${this.label} is not enrolled in the sector ${sector}`);
  }

  /** The keys that the present one of a sector replaced, the latest first: what was sealed to one opens with it. */
  earlierSecrets(sector: string): readonly SecretKey[] {
    const present = this.#note.sectors[sector] ?? 0;
    return Array.from({ length: present }, (_, ago) => deriveSectorKey(this.#seed, sector, present - 1 - ago));
  }

  /** The sectors whose key may have been replaced by the next one: the ledger was asked and its answer is not noted. */
  get rotating(): readonly string[] {
    return this.#note.rotating;
  }

  /** Notes that the ledger is about to be asked to replace her key of a sector. */
  noteRotating(sector: string): void {
    this.#note = { ...this.#note, rotating: [...this.#note.rotating.filter((each) => each !== sector), sector] };
  }

  /** Notes that she is enrolled, or that her key of a sector has been replaced. */
  noteKey(sector: string, kind: 'enrolled' | 'rotated'): void {
    const present = this.#note.sectors[sector] ?? 0;
    this.#note = {
      ...this.#note,
      sectors: { ...this.#note.sectors, [sector]: kind === 'rotated' ? present + 1 : 0 },
      rotating: this.#note.rotating.filter((each) => each !== sector),
    };
  }
}

/** A wallet with a fresh seed, not yet kept. */
export function newWallet(label: string, name: LocalizedText): Wallet {
  return new Wallet(label, generateSecretKey(), { name, sectors: {}, rotating: [] });
}

/** Keeps a wallet; a new one must have a new label. @throws AnnalsError `keystore.exists`. */
export async function keepWallet(session: Session, wallet: Wallet, isNew: boolean): Promise<void> {
  const { label, content } = wallet;
  const keystore = { label, kind: 'person', agency: null, ...content } as const;
  const password = await (isNew ? session.newPassword(label) : session.password(label));
  const write = isNew ? createKeystore : replaceKeystore;
  await write(session.files.wallets, keystore, password, session.keystoreCost);
}

/** Opens a wallet; a rotation of keys that was cut off is settled first. @throws AnnalsError `keystore.*`. */
export async function openWallet(session: Session, label: string): Promise<Wallet> {
  useNativeSignatures();
  const { secret, note } = await openKeystore(session.files.wallets, label, await session.password(label));
  const wallet = new Wallet(label, secret, readNote(label, note));
  await settleRotations(session, wallet);
  return wallet;
}

/**
 * Asks the ledger, of each key that may have been replaced, whether the next one is hers now. Where it is not, or no node
 * answers, the wallet goes on with the present key, and asks again the next time: the transaction may still come.
 */
async function settleRotations(session: Session, wallet: Wallet): Promise<void> {
  for (const sector of wallet.rotating) {
    const { subject, secret } = wallet.pseudonym(sector, 1);
    try {
      const { chain } = session;
      await session.client().call(routes.subject, { params: { subject }, prove: { secret, chain } });
    } catch (error) {
      if (error instanceof AnnalsError) continue;
      throw error;
    }
    wallet.noteKey(sector, 'rotated');
    await keepWallet(session, wallet, false);
  }
}

function readNote(label: string, note: Uint8Array): Note {
  try {
    const json = JSON.parse(new TextDecoder().decode(note));
    if (Object.hasOwn(json, 'rotating')) return rotatingNoteShape.fromJson(json);
    return { ...noteShape.fromJson(json), rotating: [] };
  } catch (cause) {
    throw new AnnalsError('keystore.malformed', `the wallet ${label}: ${(cause as Error).message}`, { cause });
  }
}
