/** SHA-256 where there is no Node: the audited JavaScript of `@noble/hashes`. */
export { sha256 } from '@noble/hashes/sha2.js';
