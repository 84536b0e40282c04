/**
 * Opens the encrypted keystore of a wallet in the browser: scrypt (RFC 7914) over the password, AES-256-GCM over the
 * secret. The format is the one that the command line writes; test/browser signs in with a file of its making.
 */
import { concatBytes, decodeShape, encodeShape, equalBytes, type Infer, shape } from '@annals/ledger/codec';
import { decryptContent, isSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { scrypt } from '@noble/hashes/scrypt.js';

const MAX_NOTE_BYTES = 65_536;
const MAX_KEYSTORE_CHARACTERS = 4 * MAX_NOTE_BYTES;

const clearFields = {
  version: shape.integer(1, 1),
  label: shape.text(64, { pattern: /^[a-z0-9]+([._-][a-z0-9]+)*$/ }),
  kind: shape.oneOf('agency', 'officer', 'validator', 'network', 'person'),
  agency: shape.nullable(shape.id('agency')),
  publicKey: shape.bytes(33),
  kdf: shape.struct({
    name: shape.oneOf('scrypt'),
    // A file that asks for more than 256 MiB is refused unread.
    n: shape.integer(1_024, 262_144),
    r: shape.integer(8, 8),
    p: shape.integer(1, 4),
    salt: shape.bytes(32),
  }),
  cipher: shape.oneOf('aes-256-gcm'),
  nonce: shape.bytes(12),
};
const clearShape = shape.struct(clearFields);
const keystoreShape = shape.struct({ ...clearFields, sealed: shape.bytes({ min: 16, max: MAX_NOTE_BYTES + 256 }) });
const secretShape = shape.struct({
  secret: shape.bytes(32),
  note: shape.bytes({ min: 0, max: MAX_NOTE_BYTES }),
});

export type OpenedKeystore = Infer<typeof secretShape>;

/**
 * The secret and the note of a person's keystore.
 * @throws AnnalsError `keystore.malformed` for a file that is none, or not a person's; `keystore.password`.
 */
export function openKeystore(text: string, password: string): OpenedKeystore {
  const { sealed, ...clear } = readKeystore(text);
  if (clear.kind !== 'person') throw new AnnalsError('keystore.malformed', `this is the key of an ${clear.kind}`);
  const { n, r, p, salt } = clear.kdf;
  const key = scrypt(password.normalize('NFKC'), salt, { N: n, r, p, dkLen: 32, maxmem: 256 * 1024 * 1024 + 65_536 });
  let plaintext: Uint8Array;
  try {
    plaintext = decryptContent(key, concatBytes(clear.nonce, sealed), encodeShape(clearShape, clear));
  } catch (cause) {
    throw new AnnalsError('keystore.password', 'the file does not open with this password', { cause });
  }
  const opened = decodeShape(secretShape, plaintext, MAX_NOTE_BYTES + 256);
  if (!isSecretKey(opened.secret) || !equalBytes(publicKeyOf(opened.secret), clear.publicKey)) {
    throw new AnnalsError('keystore.malformed', 'the key inside is not the one that the file names');
  }
  return opened;
}

function readKeystore(text: string): Infer<typeof keystoreShape> {
  if (text.length > MAX_KEYSTORE_CHARACTERS) throw new AnnalsError('keystore.malformed', 'the file is too large');
  try {
    return keystoreShape.fromJson(JSON.parse(text));
  } catch (cause) {
    throw new AnnalsError('keystore.malformed', `no keystore: ${(cause as Error).message}`, { cause });
  }
}
