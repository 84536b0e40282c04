export { type Asked, type FoundPseudonyms, findPseudonyms } from './find-pseudonyms.ts';
export { knownSectors } from './known-sectors.ts';
export type { HeldKey } from './note.ts';
export { entropyOf, type PhraseWords, UnknownWordError } from './phrase.ts';
export { settleAwaited } from './settle-awaited.ts';
export { type Pseudonym, Wallet } from './wallet.ts';
