/** A person's wallet while it is open: her phrase, the keys that come from it, and which pseudonyms are hers. */
import type { SubjectId } from '../codec/index.ts';
import { type PublicKey, publicKeyOf, type SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Proven } from '../light/index.ts';
import { type LocalizedText, subjectIdOf } from '../transaction/index.ts';
import { decodeNote, encodeNote, type HeldKey, type WalletNote } from './note.ts';
import { newEntropy, type PhraseWords, phraseOf, seedOf } from './phrase.ts';
import { SectorKeys } from './sector-keys.ts';

/** A person in one sector. */
export interface Pseudonym {
  readonly sector: string;
  readonly subject: SubjectId;
  readonly secret: SecretKey;
  readonly publicKey: Uint8Array;
}

export class Wallet {
  readonly #entropy: Uint8Array;
  readonly #keys: SectorKeys;
  #note: WalletNote;

  private constructor(entropy: Uint8Array, keys: SectorKeys, note: WalletNote) {
    this.#entropy = entropy;
    this.#keys = keys;
    this.#note = note;
  }

  /** A wallet with a fresh phrase. */
  static create(name: LocalizedText | null, words?: PhraseWords): Promise<Wallet> {
    return Wallet.fromEntropy(newEntropy(words), name);
  }

  /** A wallet of a phrase, which knows of no pseudonym yet; `find-pseudonyms.ts` asks the ledger for them. */
  static async fromEntropy(entropy: Uint8Array, name: LocalizedText | null): Promise<Wallet> {
    return new Wallet(entropy, new SectorKeys(await seedOf(entropy)), { name, held: [], awaited: [] });
  }

  /** A wallet as a keystore holds it. @throws AnnalsError `keystore.malformed`. */
  static async read(content: { readonly secret: Uint8Array; readonly note: Uint8Array }): Promise<Wallet> {
    const note = decodeNote(content.note);
    return new Wallet(content.secret, new SectorKeys(await seedOf(content.secret)), note);
  }

  /** What is written into the keystore. */
  get content(): { readonly secret: Uint8Array; readonly note: Uint8Array } {
    return { secret: this.#entropy, note: encodeNote(this.#note) };
  }

  get name(): LocalizedText | null {
    return this.#note.name;
  }

  /** The words, to be shown to her and to nobody else. */
  phrase(): Promise<string> {
    return phraseOf(this.#entropy);
  }

  get sectors(): readonly string[] {
    return this.#note.held.map(({ sector }) => sector).sort();
  }

  /** Keys that may be hers by now. */
  get awaited(): readonly HeldKey[] {
    return this.#note.awaited;
  }

  /** Her pseudonym in a sector, with the present key or, for one not enrolled yet, the first. */
  pseudonym(sector: string): Pseudonym {
    return this.#with(this.#held(sector) ?? this.first(sector));
  }

  /** The first key of a sector, with the pseudonym that it has when it is enrolled. */
  first(sector: string): HeldKey {
    const secret = this.#keys.key(sector, 0);
    const subject = subjectIdOf(sector, publicKeyOf(secret));
    secret.fill(0);
    return { sector, subject, index: 0 };
  }

  /** Her pseudonym in a sector in which she is enrolled. @throws AnnalsError `subject.unknown`. */
  enrolled(sector: string): Pseudonym {
    const held = this.#held(sector);
    if (held) return this.#with(held);
    throw new AnnalsError('subject.unknown', `the wallet holds no pseudonym of the sector ${sector}`);
  }

  /** A pseudonym with the key of some number. */
  keyOf(held: HeldKey): Pseudonym {
    return this.#with(held);
  }

  /** The public key of some number. */
  publicKeyOf({ sector, index }: HeldKey): PublicKey {
    const secret = this.#keys.key(sector, index);
    const publicKey = publicKeyOf(secret);
    secret.fill(0);
    return publicKey;
  }

  /** The key that would replace the present one of a sector. @throws AnnalsError `subject.unknown`. */
  next(sector: string): HeldKey {
    const { subject } = this.enrolled(sector);
    return { sector, subject, index: (this.#held(sector)?.index ?? 0) + 1 };
  }

  /** The keys that the present one of a sector replaced, the latest first: what was sealed to one opens with it. */
  earlierSecrets(sector: string): readonly SecretKey[] {
    const present = this.#held(sector)?.index ?? 0;
    return Array.from({ length: present }, (_, ago) => this.#keys.key(sector, present - 1 - ago));
  }

  /** Notes that the ledger is about to be asked for a key. */
  noteAwaited(awaited: HeldKey): void {
    this.#note = { ...this.#note, awaited: [...without(this.#note.awaited, awaited.sector), awaited] };
  }

  /** Notes that a key is hers, which is proven: `own-key.ts` says by what. */
  noteHeld(held: Proven<HeldKey>): void {
    const { held: before, awaited } = this.#note;
    this.#note = {
      ...this.#note,
      held: [...without(before, held.sector), held],
      awaited: without(awaited, held.sector),
    };
  }

  /** Overwrites the phrase and what keys are derived from. The wallet is of no use afterwards. */
  forget(): void {
    this.#entropy.fill(0);
    this.#keys.forget();
  }

  #held(sector: string): HeldKey | undefined {
    return this.#note.held.find((each) => each.sector === sector);
  }

  #with({ sector, subject, index }: HeldKey): Pseudonym {
    const secret = this.#keys.key(sector, index);
    return { sector, subject, secret, publicKey: publicKeyOf(secret) };
  }
}

function without(keys: readonly HeldKey[], sector: string): readonly HeldKey[] {
  return keys.filter((each) => each.sector !== sector);
}
