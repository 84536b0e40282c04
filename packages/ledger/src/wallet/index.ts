export { fetchClosedSubject, type OwnPseudonym } from './closed-subject.ts';
export { type Asked, type FoundPseudonyms, findPseudonyms } from './find-pseudonyms.ts';
export type { HeldKey } from './note.ts';
export { committedKey } from './own-key.ts';
export { entropyOf, type PhraseWords, UnknownWordError } from './phrase.ts';
export { type Settled, settleAwaited } from './settle-awaited.ts';
export { type Pseudonym, Wallet } from './wallet.ts';
