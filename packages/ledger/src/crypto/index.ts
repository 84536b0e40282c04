export {
  type CommittedField,
  commitFields,
  FIELD_SALT_SIZE_BYTES,
  type FieldCommitment,
  type FieldDisclosure,
  MAX_COMMITTED_FIELDS,
  verifyField,
  verifyFields,
} from './commitment.ts';
export { CONTENT_KEY_SIZE_BYTES, CONTENT_OVERHEAD_BYTES, decryptContent, encryptContent } from './content-cipher.ts';
export { groupBackend, selectGroupBackend } from './group.ts';
export type { GroupBackend, Point, Scalar } from './group-backend.ts';
export { type Domain, HASH_SIZE_BYTES, type Hash, hash, sha256 } from './hash/index.ts';
export { generateSecretKey, isPublicKey, isSecretKey, publicKeyOf } from './keys.ts';
export { nobleBackend } from './noble-backend.ts';
export { nobleGroup } from './noble-group.ts';
export { type RandomSource, randomBytes } from './random.ts';
export { type ScryptCost, scrypt } from './scrypt/index.ts';
export { ephemeralOf, openWithKey, openWithShared, SEAL_OVERHEAD_BYTES, sealToKey } from './seal-to-key.ts';
export { selectSignatureBackend, sign, signatureBackend, verifySignature } from './signature.ts';
export {
  PUBLIC_KEY_SIZE_BYTES,
  type PublicKey,
  SECRET_KEY_SIZE_BYTES,
  type SecretKey,
  SIGNATURE_SIZE_BYTES,
  type Signature,
  type SignatureBackend,
} from './signature-backend.ts';
