/**
 * Proof of key possession at the REST API: a signature over method, path, body, time and chain, in the `Authorization`
 * header. A node refuses one that is older than its window, so that a copied one is soon worth nothing
 * (PROTOCOL key-possession).
 */
import { bytesToHex, encode, encodeShape, hexToBytes, type Shape } from '../codec/index.ts';
import { type Hash, hash, publicKeyOf, sign, verifySignature } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { ChainId } from '../transaction/index.ts';

/** How far the clocks of client and node may differ, and how long a header can be used. */
export const KEY_POSSESSION_WINDOW_MS = 60_000;

/** What is signed. */
export interface PossessionClaim {
  readonly chain: ChainId;
  readonly method: string;
  /** Path with query, exactly as sent. */
  readonly url: string;
  readonly timeMs: number;
  /** The hash of the body, as {@link possessionBody} gives it; absent when the request has none. */
  readonly body?: Hash;
}

/** What stands for a body in what is signed: the hash of its canonical form, whichever form is sent. */
export function possessionBody<T>(shape: Shape<T>, body: T): Hash {
  return hash('annals/possession-body/v1', encodeShape(shape, body));
}

const PATTERN = /^Annals key=([0-9a-f]{66}), time=(\d{1,16}), signature=([0-9a-f]{128})$/;

function digestOf(claim: PossessionClaim, key: Uint8Array): Hash {
  const signed = [claim.chain, claim.method, claim.url, claim.timeMs, key];
  return hash('annals/possession/v1', encode(claim.body ? [...signed, claim.body] : signed));
}

/** The value of the `Authorization` header that proves possession of a secret key. */
export function possessionHeader(claim: PossessionClaim, secret: Uint8Array): string {
  const key = publicKeyOf(secret);
  return `Annals key=${bytesToHex(key)}, time=${claim.timeMs}, signature=${bytesToHex(sign(digestOf(claim, key), secret))}`;
}

/** The key that a header names, without a look at the proof; undefined where it is no such header. */
export function namedKey(header: string | undefined): Uint8Array | undefined {
  const key = header === undefined ? undefined : PATTERN.exec(header)?.[1];
  return key === undefined ? undefined : hexToBytes(key);
}

/**
 * The key whose possession a header proves.
 * @throws AnnalsError `auth.required` when there is none, `auth.invalid` when it does not hold or is too old.
 */
export function verifyPossession(
  header: string | undefined,
  request: Omit<PossessionClaim, 'timeMs'>,
  nowMs: number,
): Uint8Array {
  if (header === undefined) throw new AnnalsError('auth.required', 'this answer is about a person: prove your key');
  const match = PATTERN.exec(header);
  if (!match) throw new AnnalsError('auth.invalid', 'expected "Annals key=…, time=…, signature=…"');
  const [, key, time, signature] = match as unknown as [string, string, string, string];
  const timeMs = Number(time);
  if (Math.abs(nowMs - timeMs) > KEY_POSSESSION_WINDOW_MS) {
    throw new AnnalsError(
      'auth.invalid',
      'the proof of key possession is older, or its clock is off, by over a minute',
    );
  }
  const keyBytes = hexToBytes(key);
  if (!verifySignature(digestOf({ ...request, timeMs }, keyBytes), hexToBytes(signature), keyBytes)) {
    throw new AnnalsError('auth.invalid', 'the signature is not by this key over this request');
  }
  return keyBytes;
}
