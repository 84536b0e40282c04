/**
 * Writes test/vectors/signature.json: published vectors for the signature rules of the ledger, with the verdict and
 * its reason. It shares no code with the backends that the vectors hold together: the arithmetic is the textbook's,
 * on big integers, slow and not for secrets. The same run always gives the same file.
 */
import { createHash, createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { add, G, inverse, mod, multiply, N, P, type Point, pointBytes } from './textbook-curve.ts';

interface Case {
  readonly comment: string;
  readonly digest: string;
  readonly signature: string;
  readonly key: string;
  readonly valid: boolean;
  /** The secret, where signing the digest with it must give exactly this signature. */
  readonly secret?: string;
}

function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  for (let b = mod(base, m), e = exponent; e > 0n; e >>= 1n, b = (b * b) % m) if (e & 1n) result = (result * b) % m;
  return result;
}

/** The even point with this x-coordinate, or null when there is none. */
function lift(x: bigint): Point {
  const square = mod(x * x * x + 7n, P);
  const y = power(square, (P + 1n) / 4n, P);
  return mod(y * y, P) === square ? { x, y: y & 1n ? P - y : y } : null;
}

const hex = (value: bigint): string => value.toString(16).padStart(64, '0');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const compressed = (point: Point): string => pointBytes(point).toString('hex');

/** The nonce of RFC 6979, section 3.2, for a digest as long as the order. */
function nonce(digest: bigint, secret: bigint): bigint {
  const seed = Buffer.from(hex(secret) + hex(mod(digest, N)), 'hex');
  const mac = (key: Buffer, ...parts: Buffer[]): Buffer =>
    createHmac('sha256', key).update(Buffer.concat(parts)).digest() as Buffer;
  let k: Buffer = Buffer.alloc(32, 0);
  let v: Buffer = Buffer.alloc(32, 1);
  for (const step of [0, 1]) {
    k = mac(k, v, Buffer.from([step]), seed);
    v = mac(k, v);
  }
  for (;;) {
    v = mac(k, v);
    const candidate = BigInt(`0x${v.toString('hex')}`);
    if (candidate > 0n && candidate < N) return candidate;
    k = mac(k, v, Buffer.from([0]));
    v = mac(k, v);
  }
}

function signed(comment: string, secret: bigint, digest: string): Case & { r: bigint; s: bigint; d: bigint } {
  const e = BigInt(`0x${digest}`);
  const k = nonce(e, secret);
  const r = mod(multiply(G, k)?.x ?? 0n, N);
  const s = mod(inverse(k, N) * (e + r * secret), N);
  const low = s > N / 2n ? N - s : s;
  const key = compressed(multiply(G, secret));
  return { comment, digest, signature: hex(r) + hex(low), key, valid: true, secret: hex(secret), r, s: low, d: secret };
}

const plain = ({ comment, digest, signature, key, valid, secret }: Case): Case => ({
  comment,
  digest,
  signature,
  key,
  valid,
  ...(secret === undefined ? {} : { secret }),
});

function validCases(): Case[] {
  const text = sha256('All those moments will be lost in time, like tears in rain. Time to die...');
  const cases = [
    signed('secret 1, a digest known from other suites', 1n, sha256('Satoshi Nakamoto')),
    signed('secret 1, a second such digest', 1n, text),
    signed('secret 2', 2n, sha256('annals')),
    signed('secret n - 1', N - 1n, sha256('Satoshi Nakamoto')),
    signed('secret n - 2', N - 2n, sha256('annals')),
    signed('secret (n - 1) / 2', (N - 1n) / 2n, sha256('annals')),
    signed('digest of zeros', 3n, '00'.repeat(32)),
    signed('digest of one', 5n, hex(1n)),
    signed('digest n - 1', 7n, hex(N - 1n)),
    signed('digest n, which is 0 as a scalar', 11n, hex(N)),
    signed('digest n + 1, which is 1 as a scalar', 13n, hex(N + 1n)),
    signed('digest of ones, which is beyond n', 17n, 'ff'.repeat(32)),
  ];
  for (let i = 0; i < 8; i++) {
    cases.push(signed(`a common case, ${i}`, BigInt(`0x${sha256(`secret ${i}`)}`), sha256(`digest ${i}`)));
  }
  return cases.map(plain);
}

/** A signature whose R has an x-coordinate from n to p - 1, so that r is not that coordinate but what it is mod n. */
function wrapped(): Case[] {
  for (let r = 1n; ; r++) {
    const point = lift(N + r);
    if (!point) continue;
    const digest = sha256('wrapped');
    const s = 0x1234567890abcdefn;
    const key = multiply(add(multiply(point, s), multiply(G, -BigInt(`0x${digest}`))), inverse(r, N));
    return [
      {
        comment: 'the x-coordinate of R is n + r',
        digest,
        signature: hex(r) + hex(s),
        key: compressed(key),
        valid: true,
      },
      { comment: 'n + r written out as r', digest, signature: hex(N + r) + hex(s), key: compressed(key), valid: false },
    ];
  }
}

function invalidCases(): Case[] {
  const base = signed('', 0xabcdefn, sha256('the case that the others change'));
  const { digest, signature, key, r, s, d } = base;
  const other = signed('', 0xfedcban, sha256('another'));
  const full = multiply(G, d);
  if (!full) throw new Error('unreachable');
  const uncompressed = hex(full.x) + hex(full.y);
  let offCurve = 5n;
  while (lift(offCurve)) offCurve++;
  const no = (comment: string, change: Partial<Case>): Case => ({
    comment,
    digest,
    signature,
    key,
    valid: false,
    ...change,
  });
  const flip = (text: string, at: number): string =>
    text.slice(0, at) + (Number.parseInt(text[at] as string, 16) ^ 1).toString(16) + text.slice(at + 1);
  return [
    no('high S: n - s', { signature: hex(r) + hex(N - s) }),
    no('r is 0', { signature: hex(0n) + hex(s) }),
    no('s is 0', { signature: hex(r) + hex(0n) }),
    no('r and s are 0', { signature: hex(0n) + hex(0n) }),
    no('r is n', { signature: hex(N) + hex(s) }),
    no('s is n', { signature: hex(r) + hex(N) }),
    no('r is p', { signature: hex(P) + hex(s) }),
    no('r is 2^256 - 1', { signature: 'ff'.repeat(32) + hex(s) }),
    no('s is 2^256 - 1', { signature: hex(r) + 'ff'.repeat(32) }),
    no('s is n / 2 rounded down, the largest that is low', { signature: hex(r) + hex(N / 2n) }),
    no('s is n / 2 rounded up, the smallest that is high', { signature: hex(r) + hex(N / 2n + 1n) }),
    no('r and s change places', { signature: hex(s) + hex(r) }),
    no('first bit of r changed', { signature: flip(signature, 1) }),
    no('last bit of s changed', { signature: flip(signature, 127) }),
    no('last bit of the digest changed', { digest: flip(digest, 63) }),
    no('digest of something else', { digest: other.digest }),
    no('signature of something else', { signature: other.signature }),
    no('key of somebody else', { key: other.key }),
    no('the negated key', { key: (key.startsWith('02') ? '03' : '02') + key.slice(2) }),
    no('the digest makes R the point at infinity', { digest: hex(mod(-r * d, N)) }),
    no('signature of 63 bytes', { signature: signature.slice(0, 126) }),
    no('signature of 65 bytes, a recovery id behind', { signature: `${signature}00` }),
    no('signature of 65 bytes, a recovery id in front', { signature: `1b${signature}` }),
    no('signature in DER', { signature: `30440220${hex(r)}0220${hex(s)}` }),
    no('empty signature', { signature: '' }),
    no('digest of 31 bytes', { digest: digest.slice(0, 62) }),
    no('digest of 33 bytes', { digest: `${digest}00` }),
    no('empty digest', { digest: '' }),
    no('uncompressed key', { key: `04${uncompressed}` }),
    no('hybrid key', { key: `${full.y & 1n ? '07' : '06'}${uncompressed}` }),
    no('prefix of an uncompressed key on 33 bytes', { key: `04${key.slice(2)}` }),
    no('prefix of a hybrid key on 33 bytes', { key: `06${key.slice(2)}` }),
    no('prefix 00', { key: `00${key.slice(2)}` }),
    no('prefix ff', { key: `ff${key.slice(2)}` }),
    no('key without its prefix', { key: key.slice(2) }),
    no('key of 34 bytes', { key: `${key}00` }),
    no('the one byte of the point at infinity', { key: '00' }),
    no('empty key', { key: '' }),
    no('x-coordinate of no point', { key: `02${hex(offCurve)}` }),
    no('x-coordinate 0', { key: `02${hex(0n)}` }),
    no('x-coordinate p', { key: `02${hex(P)}` }),
    no('x-coordinate p + 1, which is that of a point mod p', { key: `02${hex(P + 1n)}` }),
  ];
}

const [wrappedValid, wrappedInvalid] = wrapped() as [Case, Case];
const cases = [...validCases(), wrappedValid, wrappedInvalid, ...invalidCases()];
const document = {
  description:
    'ECDSA over secp256k1 as the ledger has it: 32-byte digest, 64-byte compact signature r || s with low S only, 33-byte compressed key only. Where a case has a secret, signing must give exactly the signature (RFC 6979). Written by scripts/write-signature-vectors.ts.',
  cases,
};
const path = new URL('../test/vectors/signature.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
process.stdout.write(`${cases.length} cases in test/vectors/signature.json\n`);
