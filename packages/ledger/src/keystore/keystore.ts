/**
 * An encrypted keystore: one secret in a JSON file. A password makes the file key by scrypt (RFC 7914), AES-256-GCM
 * encrypts under it, and all that stands in clear beside the ciphertext is authenticated with it. The same code opens
 * it on servers and in browsers (PROTOCOL keystore).
 */
import { type AgencyId, concatBytes, decodeShape, encodeShape, equalBytes, type Infer, shape } from '../codec/index.ts';
import {
  decryptContent,
  encryptContent,
  hash,
  isSecretKey,
  PUBLIC_KEY_SIZE_BYTES,
  publicKeyOf,
  randomBytes,
  SECRET_KEY_SIZE_BYTES,
  scrypt,
} from '../crypto/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';

/** What a key is for. A `person` keystore holds the entropy of a wallet's phrase. */
export const KEY_KINDS = ['agency', 'officer', 'validator', 'network', 'person'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Confidential bytes beside the secret, such as a wallet's list of pseudonyms. */
export const MAX_NOTE_BYTES = 65_536;
const MAX_KEYSTORE_CHARACTERS = 4 * MAX_NOTE_BYTES;

/**
 * scrypt with r = 8 takes 1 KiB of memory for each unit of n: 128 MiB and about half a second as a rule. A file that
 * asks for more than 256 MiB is refused unread, or a planted keystore could take the machine's memory.
 */
const MIN_N = 1_024;
const MAX_N = 262_144;
const BLOCK_SIZE = 8;
/** How dear it is to try a password: `strong` for keys that matter, `light` for those of a network on a laptop. */
export const KEYSTORE_COST = { strong: 131_072, light: 4_096 } as const;
export type KeystoreCost = keyof typeof KEYSTORE_COST;

const SALT_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FILE_KEY_BYTES = 32;
/** The entropy of twelve words. */
const MIN_SECRET_BYTES = 16;

export const labelShape = shape.text(64, { pattern: /^[a-z0-9]+([._-][a-z0-9]+)*$/ });

const clearFields = {
  version: shape.integer(1, 1),
  /** The name by which commands refer to it. */
  label: labelShape,
  kind: shape.oneOf(...KEY_KINDS),
  /** The agency that the key acts for; null for persons. */
  agency: shape.nullable(shape.id('agency')),
  publicKey: shape.bytes(PUBLIC_KEY_SIZE_BYTES),
  kdf: shape.struct({
    name: shape.oneOf('scrypt'),
    n: shape.integer(MIN_N, MAX_N),
    r: shape.integer(BLOCK_SIZE, BLOCK_SIZE),
    p: shape.integer(1, 4),
    salt: shape.bytes(SALT_BYTES),
  }),
  cipher: shape.oneOf('aes-256-gcm'),
  nonce: shape.bytes(NONCE_BYTES),
};

/** What is authenticated though it is in clear. */
const clearShape = shape.struct(clearFields);

const keystoreShape = shape.struct({
  ...clearFields,
  /** Ciphertext with the tag behind it. */
  sealed: shape.bytes({ min: TAG_BYTES, max: MAX_NOTE_BYTES + 256 }),
});

const secretShape = shape.struct({
  secret: shape.bytes({ min: MIN_SECRET_BYTES, max: SECRET_KEY_SIZE_BYTES }),
  note: shape.bytes({ min: 0, max: MAX_NOTE_BYTES }),
});

export type Keystore = Infer<typeof keystoreShape>;
export type OpenedKeystore = Infer<typeof secretShape>;

/** What a keystore is made of. */
export interface KeystoreContent {
  readonly label: string;
  readonly kind: KeyKind;
  readonly agency: AgencyId | null;
  /** A secret key; of a person the entropy of her phrase, 16 to 32 bytes. */
  readonly secret: Uint8Array;
  readonly note?: Uint8Array;
}

/**
 * Refuses a password that is empty or nothing but blanks once it is normalised: it would hide nothing. A file that was
 * made with one still opens (ATTACK empty-password), so that nobody is locked out, and can only be kept again under a password.
 * @throws AnnalsError `keystore.no-password`.
 */
export function requirePassword(password: string): void {
  if (/^[\s\p{Cf}\p{Cc}]*$/u.test(password.normalize('NFKC'))) {
    throw new AnnalsError('keystore.no-password', 'the password is empty');
  }
}

/**
 * Encrypts a secret.
 * @throws AnnalsError `keystore.no-password`, `keystore.malformed` for a label that is none, `key.malformed`.
 */
export async function sealKeystore(
  content: KeystoreContent,
  password: string,
  cost: KeystoreCost = 'strong',
): Promise<Keystore> {
  const { label, kind, agency, secret, note = new Uint8Array() } = content;
  requirePassword(password);
  if (!isSecretOf(kind, secret)) throw new AnnalsError('key.malformed', 'the secret is no secp256k1 key');
  const kdf = { name: 'scrypt', n: KEYSTORE_COST[cost], r: BLOCK_SIZE, p: 1, salt: randomBytes(SALT_BYTES) } as const;
  const publicKey = publicMarkOf(kind, secret);
  const nonce = randomBytes(NONCE_BYTES);
  const clear = { version: 1, label, kind, agency, publicKey, kdf, cipher: 'aes-256-gcm', nonce } as const;
  const key = await fileKey(password, kdf);
  const plaintext = encodeShape(secretShape, { secret, note });
  const sealed = encryptContent(key, plaintext, encodeShape(clearShape, clear), () => nonce).slice(NONCE_BYTES);
  key.fill(0);
  plaintext.fill(0);
  return parseKeystore(formatKeystore({ ...clear, sealed }));
}

/**
 * Decrypts a keystore.
 * @throws AnnalsError `keystore.password` when the password is another or the file was changed, `keystore.malformed`
 * when what is inside is not the key that it names.
 */
export async function unsealKeystore(keystore: Keystore, password: string): Promise<OpenedKeystore> {
  const { sealed, ...clear } = keystore;
  const key = await fileKey(password, keystore.kdf);
  let plaintext: Uint8Array;
  try {
    plaintext = decryptContent(key, concatBytes(keystore.nonce, sealed), encodeShape(clearShape, clear));
  } catch (cause) {
    throw new AnnalsError('keystore.password', `the key ${keystore.label} does not open with this password`, { cause });
  } finally {
    key.fill(0);
  }
  const opened = readOrRefuse(keystore.label, () => decodeShape(secretShape, plaintext, MAX_NOTE_BYTES + 256));
  const { kind, publicKey, label } = keystore;
  if (!isSecretOf(kind, opened.secret) || !equalBytes(publicMarkOf(kind, opened.secret), publicKey)) {
    throw new AnnalsError('keystore.malformed', `the key ${label} is not the one that the file names`);
  }
  return opened;
}

/** Reads the JSON text of a keystore, without opening it. @throws AnnalsError `keystore.malformed`. */
export function parseKeystore(text: string): Keystore {
  if (text.length > MAX_KEYSTORE_CHARACTERS) throw new AnnalsError('keystore.malformed', 'the file is too large');
  return readOrRefuse('in the file', () => keystoreShape.fromJson(JSON.parse(text)));
}

/** The JSON text of a keystore. */
export function formatKeystore(keystore: Keystore): string {
  return `${JSON.stringify(keystoreShape.toJson(keystore), null, 2)}\n`;
}

function isSecretOf(kind: KeyKind, secret: Uint8Array): boolean {
  // The lengths that BIP-39 knows.
  if (kind === 'person') return secret.length >= MIN_SECRET_BYTES && secret.length <= 32 && secret.length % 4 === 0;
  return isSecretKey(secret);
}

/**
 * The public key that a file shows. A wallet's is of a key that does nothing else: entropy of 128 bits, taken as a
 * secret key itself, would be found from its public key in 2^64 steps.
 */
function publicMarkOf(kind: KeyKind, secret: Uint8Array): Uint8Array {
  if (kind !== 'person') return publicKeyOf(secret);
  const mark = hash('annals/wallet-mark/v1', secret);
  // One in 2^128 hashes is no key.
  invariant(isSecretKey(mark), 'the entropy gives no mark');
  return publicKeyOf(mark);
}

function readOrRefuse<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AnnalsError('keystore.malformed', `the key ${what}: ${(cause as Error).message}`, { cause });
  }
}

async function fileKey(password: string, { n, r, p, salt }: Keystore['kdf']): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(password.normalize('NFKC'));
  const key = await scrypt(bytes, salt, { n, r, p }, FILE_KEY_BYTES);
  bytes.fill(0);
  return key;
}
