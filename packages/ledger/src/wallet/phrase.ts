/**
 * The phrase from which all keys of a person come: 12 or 24 words of BIP-39, with a checksum. Whoever has the words has
 * the keys, so they stand on paper, and nowhere else but encrypted (PROTOCOL wallet).
 */
import { entropyToMnemonic, mnemonicToEntropy, mnemonicToSeedSync } from '@scure/bip39';
import { type RandomSource, randomBytes } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';

/** How long a phrase can be, in words, and how much entropy it carries, in bytes. */
const PHRASE_WORDS = { 12: 16, 24: 32 } as const;
export type PhraseWords = keyof typeof PHRASE_WORDS;

/** How long a word of somebody's input may be to be shown in an error. */
const MAX_SHOWN_CHARACTERS = 20;
/** More words that could be meant are no help. */
const MAX_NEAR = 5;

/** Fresh entropy for a phrase. */
export function newEntropy(words: PhraseWords = 24, random: RandomSource = randomBytes): Uint8Array {
  return random(PHRASE_WORDS[words]);
}

/** The words that stand for entropy of 16 or 32 bytes. */
export async function phraseOf(entropy: Uint8Array): Promise<string> {
  return entropyToMnemonic(entropy, await wordList());
}

/** The seed of BIP-39, without a passphrase, of entropy. */
export async function seedOf(entropy: Uint8Array): Promise<Uint8Array> {
  return mnemonicToSeedSync(await phraseOf(entropy));
}

/**
 * The entropy of a phrase as somebody typed it: upper case, line breaks and commas or numbers between the words are
 * no matter.
 * @throws AnnalsError `phrase.length`, `phrase.unknown-word` with the word and its place, `phrase.checksum`.
 */
export async function entropyOf(typed: string): Promise<Uint8Array> {
  const words = wordsOf(typed);
  const list = await wordList();
  const known = new Set(list);
  const at = words.findIndex((word) => !known.has(word));
  const unknown = words[at];
  if (unknown !== undefined) throw unknownWord(unknown, at, list);
  if (!Object.hasOwn(PHRASE_WORDS, words.length)) {
    throw new AnnalsError('phrase.length', `these are ${words.length} words; a phrase has 12 or 24`);
  }
  try {
    return mnemonicToEntropy(words.join(' '), list);
  } catch (cause) {
    throw new AnnalsError(
      'phrase.checksum',
      'every word is in the list, but together they are no phrase: one is another word, or two have changed places',
      { cause },
    );
  }
}

function wordsOf(typed: string): readonly string[] {
  return typed
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '' && !/^\d{1,2}[.)]?$/.test(word));
}

/** A word that is not in the list, for whoever can show it where it was typed. */
export class UnknownWordError extends AnnalsError {
  override readonly name = 'UnknownWordError';
  readonly word: string;
  /** Its place, from 1. */
  readonly place: number;
  /** Words of the list that could be meant. */
  readonly near: readonly string[];

  constructor(word: string, place: number, near: readonly string[]) {
    const meant = near.length > 0 ? `; perhaps ${near.join(' or ')}` : '';
    super('phrase.unknown-word', `word ${place}, "${word}", is not in the list${meant}`);
    this.word = word;
    this.place = place;
    this.near = near;
  }
}

function unknownWord(word: string, at: number, list: readonly string[]): UnknownWordError {
  // The first four letters tell the words of the list apart.
  const [first, second] = [4, 3].map((letters) =>
    word.length < letters ? [] : list.filter((each) => each.startsWith(word.slice(0, letters))),
  );
  const begun = first?.length ? first : list.filter((each) => isOneSlipApart(word, each));
  const near = begun.length > 0 ? begun : (second ?? []);
  return new UnknownWordError(word.slice(0, MAX_SHOWN_CHARACTERS), at + 1, near.length > MAX_NEAR ? [] : near);
}

/** Whether one letter more, less, another, or two that changed places make one word the other. */
function isOneSlipApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

/** The English list of BIP-39, whose words all other wallets know as well. Fetched when it is first needed: it is long. */
async function wordList(): Promise<string[]> {
  return (await import('@scure/bip39/wordlists/english.js')).wordlist;
}
