/** Signatures packed for a worker: one transferred buffer costs under a microsecond a signature. */

const DIGEST_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 33;
const ROW_BYTES = DIGEST_BYTES + SIGNATURE_BYTES + KEY_BYTES;

export interface SignedDigest {
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  readonly key: Uint8Array;
}

/** What the worker is sent, and answers with the same number. */
export interface VerifyRequest {
  readonly number: number;
  readonly rows: Uint8Array;
}
export interface VerifyAnswer {
  readonly number: number;
  /** One byte a row: 1 when the signature verifies. */
  readonly verdicts: Uint8Array;
}

export function pack(signatures: readonly SignedDigest[]): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(signatures.length * ROW_BYTES);
  signatures.forEach(({ digest, signature, key }, i) => {
    rows.set(digest, i * ROW_BYTES);
    rows.set(signature, i * ROW_BYTES + DIGEST_BYTES);
    rows.set(key, i * ROW_BYTES + DIGEST_BYTES + SIGNATURE_BYTES);
  });
  return rows;
}

export function unpack(rows: Uint8Array): SignedDigest[] {
  const signatures: SignedDigest[] = [];
  for (let at = 0; at + ROW_BYTES <= rows.length; at += ROW_BYTES) {
    const signatureAt = at + DIGEST_BYTES;
    const keyAt = signatureAt + SIGNATURE_BYTES;
    signatures.push({
      digest: rows.subarray(at, signatureAt),
      signature: rows.subarray(signatureAt, keyAt),
      key: rows.subarray(keyAt, at + ROW_BYTES),
    });
  }
  return signatures;
}
