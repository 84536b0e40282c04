export { formatWrong, MAX_WRONG_FILE_BYTES, type Wrong, wrongShape } from './format.ts';
export type { SectionFault } from './judge-section.ts';
export { proveWrong, type WrongSection } from './prove-wrong.ts';
export { type VerifiedWrong, verifyWrong } from './verify-wrong.ts';
