export { type Domain, HASH_SIZE_BYTES, type Hash, hash, sha256 } from './hash/index.ts';
