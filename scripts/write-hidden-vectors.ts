/**
 * Writes test/vectors/hidden-read.json: published vectors for a court's order and the package of a hidden read, as
 * PROTOCOL hidden-read describes them. It shares no code with what it is a vector for: the arithmetic is the textbook's,
 * on big integers, slow and not for secrets. The same run always gives the same file.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const P = 2n ** 256n - 2n ** 32n - 977n;
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}
const G: Point = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
};

const mod = (a: bigint, m: bigint): bigint => ((a % m) + m) % m;

function inverse(a: bigint, m: bigint): bigint {
  let [r, s, x, y] = [mod(a, m), m, 1n, 0n];
  while (r > 1n) [r, s, x, y] = [s % r, r, y - (s / r) * x, x];
  return mod(x, m);
}

function add(a: Point, b: Point): Point {
  const slope = a.x === b.x ? 3n * a.x * a.x * inverse(2n * a.y, P) : (b.y - a.y) * inverse(b.x - a.x, P);
  const x = mod(slope * slope - a.x - b.x, P);
  return { x, y: mod(slope * (a.x - x) - a.y, P) };
}

function multiply(point: Point, scalar: bigint): Point {
  let result: Point | undefined;
  for (let p = point, s = scalar; s > 0n; s >>= 1n, p = add(p, p)) if (s & 1n) result = result ? add(result, p) : p;
  if (!result) throw new Error('a scalar is not zero');
  return result;
}

const hex = (bytes: Buffer): string => bytes.toString('hex');
const toBigInt = (bytes: Buffer): bigint => BigInt(`0x${hex(bytes)}`);
const scalarBytes = (value: bigint): Buffer => Buffer.from(mod(value, N).toString(16).padStart(64, '0'), 'hex');
const pointBytes = ({ x, y }: Point): Buffer =>
  Buffer.concat([Buffer.from([y & 1n ? 3 : 2]), Buffer.from(x.toString(16).padStart(64, '0'), 'hex')]);

const hash = (domain: string, ...parts: Buffer[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${domain}\0`), ...parts]))
    .digest();
const hashToScalar = (domain: string, ...parts: Buffer[]): bigint => (toBigInt(hash(domain, ...parts)) % (N - 1n)) + 1n;

type Cbor = number | string | Buffer | readonly Cbor[] | { readonly [name: string]: Cbor };

/** The few forms of deterministic CBOR that occur here. */
function cbor(value: Cbor): Buffer {
  const head = (major: number, length: number): Buffer => {
    const first = major << 5;
    if (length < 24) return Buffer.from([first | length]);
    if (length < 256) return Buffer.from([first | 24, length]);
    if (length < 65_536) return Buffer.from([first | 25, length >> 8, length & 255]);
    const long = Buffer.alloc(9, first | 27);
    long.writeBigUInt64BE(BigInt(length), 1);
    return long;
  };
  if (typeof value === 'number') return head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const fields = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Buffer.concat([head(5, fields.length), ...fields.flatMap(([name, one]) => [cbor(name), cbor(one)])]);
}

function seal(key: Buffer, nonce: Buffer, plaintext: Buffer, context: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Bytes by which a name stands for a key, an id or a seed. */
const named = (name: string): Buffer => createHash('sha256').update(name).digest();

const chain = named('chain');
const network = multiply(G, toBigInt(named('network')));
const signer = pointBytes(multiply(G, toBigInt(named('officer'))));
const salt = named('salt').subarray(0, 16);
const [agency, court, record] = ['agency', 'court', 'record'].map((name) => named(name).subarray(0, 20)) as [
  Buffer,
  Buffer,
  Buffer,
];
const type = 'welfare-decision';
const revealMs = 1_900_000_000_000;
const seed = named('seed');
const version = 3;
const details = {
  record,
  sections: ['decision', 'grounds'],
  purpose: 'investigation',
  basis: 'criminal-procedure/94',
  reference: '4-17/31',
};

const commitment = hash('annals/hidden-commitment/v1', seed, cbor(details));
const order = hash('annals/court-order/v1', chain, cbor([agency, type, commitment, revealMs]));
const place = cbor([signer, salt, agency, court, type, revealMs, commitment]);
const context = hash('annals/hidden-context/v1', chain, place);
const contents = cbor({ details, version });
const plaintext = Buffer.alloc(1_280);
plaintext.writeUInt16BE(contents.length);
contents.copy(plaintext, 2);

const key = hash('annals/hidden-randomness/v1', pointBytes(network), context, seed, plaintext);
let drawn = 0;
const draw = (size: number): Buffer => hash('annals/hidden-random-block/v1', key, cbor(drawn++)).subarray(0, size);
const ciphertext = seal(hash('annals/hidden-details-key/v1', seed, context), draw(12), plaintext, context);

const secret = draw(32);
const r = toBigInt(secret);
const R = pointBytes(multiply(G, r));
const shared = pointBytes(multiply(network, r));
const wrappingKey = hash('annals/network-seal-key/v1', shared, R, pointBytes(network), context);
const wrapped = seal(wrappingKey, draw(12), seed, context);
const statement = hash('annals/network-seal/v1', pointBytes(network), context, wrapped);
const fixed = Buffer.concat([statement, R]);
const proofSeed = hash('annals/proof-seed/v1', draw(32), hash('annals/network-seal-proof/v1', fixed), secret);
const nonce = hashToScalar('annals/proof-nonce/v1', proofSeed, Buffer.from([0]));
const challenge = hashToScalar('annals/network-seal-proof/v1', fixed, pointBytes(multiply(G, nonce)));
const proof = Buffer.concat([scalarBytes(challenge), scalarBytes(nonce - challenge * r)]);

const transaction = named('transaction');
const readerSecret = hash('annals/package-reader/v1', transaction);

const vectors = {
  description:
    "A court's order and the package of a hidden read as PROTOCOL hidden-read describes them. Bytes and identifiers are hexadecimal.",
  place: {
    chain: hex(chain),
    signer: hex(signer),
    salt: hex(salt),
    agency: hex(agency),
    court: hex(court),
    type,
    revealMs,
  },
  networkKey: hex(pointBytes(network)),
  disclosure: { details: { ...details, record: hex(record) }, version, seed: hex(seed) },
  commitment: hex(commitment),
  courtOrderDigest: hex(order),
  context: hex(context),
  package: {
    commitment: hex(commitment),
    seal: hex(Buffer.concat([Buffer.from([1]), R, wrapped, proof])),
    ciphertext: hex(ciphertext),
  },
  packageReader: {
    transaction: hex(transaction),
    secret: hex(readerSecret),
    key: hex(pointBytes(multiply(G, toBigInt(readerSecret)))),
  },
};

writeFileSync(new URL('../test/vectors/hidden-read.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
