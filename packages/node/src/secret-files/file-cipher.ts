/**
 * Encrypts small files that a node keeps: under a key from the node's network secret, which stands in its keystore
 * behind a password. A file is `version || nonce || ciphertext || tag` of AES-256-GCM, bound to its name.
 */
import { bytesToHex, concatBytes } from '@annals/ledger/codec';
import { type Domain, decryptContent, encryptContent, hash } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';

const VERSION = 1;

/** Encrypts and decrypts the files of one folder, of one node on one chain. */
export class FileCipher {
  readonly #key: Uint8Array;

  /** @param domain what the files are, so that none can be put in another folder. */
  constructor(domain: Domain, networkSecret: Uint8Array, chain: Uint8Array) {
    this.#key = hash(domain, networkSecret, chain);
  }

  seal(name: string, content: Uint8Array): Uint8Array {
    return concatBytes(Uint8Array.of(VERSION), encryptContent(this.#key, content, boundTo(name)));
  }

  /** What stands for a name where names are to be secret too; nobody can compute or try one without the node's secret. */
  placeOf(name: string): string {
    return bytesToHex(hash('annals/sealed-name/v1', this.#key, boundTo(name)));
  }

  /** The content, or undefined when the bytes are damaged, of another file, or of another node. */
  open(name: string, bytes: Uint8Array): Uint8Array | undefined {
    if (bytes[0] !== VERSION) return undefined;
    try {
      return decryptContent(this.#key, bytes.subarray(1), boundTo(name));
    } catch (cause) {
      if (cause instanceof AnnalsError) return undefined;
      throw cause;
    }
  }
}

function boundTo(name: string): Uint8Array {
  return new TextEncoder().encode(name);
}
