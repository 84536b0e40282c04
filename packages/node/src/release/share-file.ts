/**
 * What a validator keeps of the network key, encrypted at rest: AES-256-GCM under a key from the node's network secret,
 * which stands in its keystore behind a password. A file is `version || nonce || ciphertext || tag`, bound to its name.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { concatBytes } from '@annals/ledger/codec';
import { hash } from '@annals/ledger/crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/** What a file is of: the secret with which a ceremony was joined, or a share of the network key. */
export type ShareFileKind = 'ceremony' | 'share';

/** Encrypts and decrypts the files of one node on one chain. */
export class ShareFileCipher {
  readonly #key: Uint8Array;

  constructor(networkSecret: Uint8Array, chain: Uint8Array) {
    this.#key = hash('annals/share-file/v1', networkSecret, chain);
  }

  seal(name: string, content: Uint8Array): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(new TextEncoder().encode(name));
    const sealed = cipher.update(content);
    cipher.final();
    return concatBytes(Uint8Array.of(VERSION), nonce, sealed, cipher.getAuthTag());
  }

  /** The content, or undefined when the bytes are damaged, of another file, or of another node. */
  open(name: string, bytes: Uint8Array): Uint8Array | undefined {
    if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(1, HEAD_BYTES));
    decipher.setAAD(new TextEncoder().encode(name));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    try {
      const content = decipher.update(bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES));
      decipher.final();
      return content;
    } catch {
      return undefined;
    }
  }
}
