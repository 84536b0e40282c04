export { type Asked, type FoundPseudonyms, findPseudonyms } from './find-pseudonyms.ts';
export type { HeldKey } from './note.ts';
export { entropyOf, PHRASE_WORDS, type PhraseWords } from './phrase.ts';
export { type Pseudonym, Wallet } from './wallet.ts';
