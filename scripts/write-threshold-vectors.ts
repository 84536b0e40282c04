/**
 * Writes test/vectors/threshold.json: published vectors for seals to the network, opening shares and key ceremonies,
 * as docs/reference/threshold.md describes them. It shares no code with what it is a vector for. The same run always gives the same file.
 */
import { createCipheriv } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { add, G, inverse, mod, multiply, N, type Point, pointBytes, scalarBytes, toBigInt } from './textbook-curve.ts';
import { cbor, hash, hashToScalar, hex } from './textbook-encoding.ts';

/** Random bytes that follow from a name. What is drawn is written down, so that a test can give it back. */
class Drawn {
  readonly #name: string;
  readonly #parts: Buffer[] = [];
  constructor(name: string) {
    this.#name = name;
  }
  bytes(size: number): Buffer {
    const block = hash('annals/vector-random/v1', Buffer.from(this.#name), Buffer.from([this.#parts.length]));
    this.#parts.push(block.subarray(0, size));
    return block.subarray(0, size);
  }
  scalar(): bigint {
    return toBigInt(this.bytes(32));
  }
  get all(): string {
    return hex(Buffer.concat(this.#parts));
  }
}

/** Image, and the base for each secret that has a term; the generator where the base is null. */
type Equation = { readonly image: Point; readonly terms: readonly [secret: number, base: Point | null][] };

function prove(domain: string, context: Buffer, secrets: bigint[], equations: Equation[], drawn: Drawn): Buffer {
  const points = equations.flatMap(({ image, terms }) => [...terms.flatMap(([, base]) => (base ? [base] : [])), image]);
  const fixed = Buffer.concat([context, ...points.map(pointBytes)]);
  const seed = hash('annals/proof-seed/v1', drawn.bytes(32), hash(domain, fixed), ...secrets.map(scalarBytes));
  const nonces = secrets.map((_, index) => hashToScalar('annals/proof-nonce/v1', seed, Buffer.from([index])));
  const commitments = equations.map(({ terms }) =>
    terms.reduce<Point>((sum, [secret, base]) => add(sum, multiply(base ?? G, nonces[secret] as bigint)), null),
  );
  const challenge = hashToScalar(domain, fixed, ...commitments.map(pointBytes));
  const responses = secrets.map((secret, index) => scalarBytes((nonces[index] as bigint) - challenge * secret));
  return Buffer.concat([scalarBytes(challenge), ...responses]);
}

const CHAIN = Buffer.alloc(32, 0xc4);

// Ceremonies.

interface Key {
  readonly epoch: number;
  readonly threshold: number;
  readonly publicKey: Point;
  readonly verificationKeys: readonly Point[];
}

interface Ceremony {
  readonly epoch: number;
  readonly threshold: number;
  readonly secrets: readonly bigint[];
  readonly previous: Key | null;
}

function ceremonyDigest({ epoch, threshold, secrets, previous }: Ceremony): Buffer {
  const before = previous && [
    previous.epoch,
    previous.threshold,
    pointBytes(previous.publicKey),
    previous.verificationKeys.map(pointBytes),
  ];
  const keys = secrets.map((secret) => pointBytes(multiply(G, secret)));
  return hash('annals/ceremony/v1', CHAIN, cbor([epoch, threshold, keys, before]));
}

function deal(ceremony: Ceremony, dealer: number, held: bigint | null) {
  const drawn = new Drawn(`dealing ${ceremony.epoch} ${dealer}`);
  const polynomial = Array.from({ length: ceremony.threshold }, (_, power) =>
    power === 0 && held !== null ? held : drawn.scalar(),
  );
  const value = (index: number): bigint =>
    mod(
      polynomial.reduceRight((sum, coefficient) => sum * BigInt(index) + coefficient, 0n),
      N,
    );
  const secret = drawn.scalar();
  const ephemeral = multiply(G, secret);
  const commitments = polynomial.map((coefficient) => multiply(G, coefficient));
  const digest = ceremonyDigest(ceremony);
  const shares = ceremony.secrets.map((participant, position) => {
    const points = [multiply(ephemeral, participant), ephemeral, multiply(G, participant)].map(pointBytes);
    const pad = hash('annals/dealt-share/v1', digest, ...points, cbor([dealer, position + 1]));
    return scalarBytes(value(position + 1)).map((byte, at) => byte ^ (pad[at] as number)) as Buffer;
  });
  const content = cbor([dealer, commitments.map(pointBytes), shares.map((share) => Buffer.from(share))]);
  const proof = prove(
    'annals/dealing-proof/v1',
    hash('annals/dealing/v1', digest, content),
    [polynomial[0] as bigint, secret],
    [
      { image: commitments[0] as Point, terms: [[0, null]] },
      { image: ephemeral, terms: [[1, null]] },
    ],
    drawn,
  );
  const written = {
    commitments: commitments.map((point) => hex(pointBytes(point))),
    ephemeral: hex(pointBytes(ephemeral)),
    shares: shares.map((share) => hex(Buffer.from(share))),
    proof: hex(proof),
  };
  const whole = cbor([commitments.map(pointBytes), pointBytes(ephemeral), shares.map((share) => Buffer.from(share))]);
  const id = hash('annals/dealing-id/v1', whole, proof);
  return { dealer, drawn: drawn.all, written, polynomial, value, ephemeral, id };
}

const lagrange = (indices: readonly number[], own: number): bigint =>
  indices
    .filter((other) => other !== own)
    .reduce((product, other) => mod(product * BigInt(other) * inverse(BigInt(other - own), N), N), 1n);

function hold(ceremony: Ceremony, holders: readonly (readonly [index: number, secret: bigint])[] | null) {
  const dealers = holders ?? ceremony.secrets.map((_, position) => [position + 1, null] as const);
  const dealings = dealers.map(([dealer, held]) => deal(ceremony, dealer, held));
  const indices = dealings.map(({ dealer }) => dealer);
  const weight = (dealer: number): bigint => (ceremony.previous ? lagrange(indices, dealer) : 1n);
  const at = (index: number): bigint =>
    mod(
      dealings.reduce((sum, { dealer, value }) => sum + weight(dealer) * value(index), 0n),
      N,
    );
  const keyShares = ceremony.secrets.map((_, position) => at(position + 1));
  const key: Key = {
    epoch: ceremony.epoch,
    threshold: ceremony.threshold,
    publicKey: multiply(G, at(0)),
    verificationKeys: keyShares.map((share) => multiply(G, share)),
  };
  const written = {
    epoch: ceremony.epoch,
    threshold: ceremony.threshold,
    digest: hex(ceremonyDigest(ceremony)),
    participantSecrets: ceremony.secrets.map((secret) => hex(scalarBytes(secret))),
    dealings: dealings.map(({ dealer, drawn, written: dealing }) => ({ dealer, random: drawn, dealing })),
    publicKey: hex(pointBytes(key.publicKey)),
    verificationKeys: key.verificationKeys.map((point) => hex(pointBytes(point))),
    keyShares: keyShares.map((share) => hex(scalarBytes(share))),
  };
  return { key, keyShares, dealings, written };
}

const people = Array.from({ length: 5 }, (_, index) => new Drawn(`participant ${index + 1}`).scalar());
const first: Ceremony = { epoch: 1, threshold: 3, secrets: people.slice(0, 4), previous: null };
const generated = hold(first, null);
const { key, keyShares } = generated;
// Dealer 2 is absent from the re-sharing.
const holders = [1, 3, 4].map((index) => [index, keyShares[index - 1] as bigint] as const);
const reshared = hold({ epoch: 300, threshold: 4, secrets: people, previous: key }, holders);

const [accused, complainer] = [generated.dealings[1] as (typeof generated.dealings)[number], 4];
const complainerSecret = people[complainer - 1] as bigint;
const revealed = multiply(accused.ephemeral, complainerSecret);
const complaintRandom = new Drawn('complaint');
const complaintProof = prove(
  'annals/complaint-proof/v1',
  hash('annals/complaint/v1', ceremonyDigest(first), accused.id, cbor([accused.dealer, complainer])),
  [complainerSecret],
  [
    { image: multiply(G, complainerSecret), terms: [[0, null]] },
    { image: revealed, terms: [[0, accused.ephemeral]] },
  ],
  complaintRandom,
);

// A seal, and its opening.

const place = { record: Buffer.alloc(20, 0xab), version: 2, section: 'general', policy: Buffer.alloc(32, 0x70) };
const context = hash(
  'annals/network-seal-context/v1',
  CHAIN,
  place.policy,
  cbor([place.record, place.version, place.section]),
);
const contentKey = new Drawn('content key').bytes(32);
const sealRandom = new Drawn('seal');
const sealSecret = sealRandom.scalar();
const sealPoint = multiply(G, sealSecret);
const shared = multiply(key.publicKey, sealSecret);
const wrappingKey = hash(
  'annals/network-seal-key/v1',
  pointBytes(shared),
  pointBytes(sealPoint),
  pointBytes(key.publicKey),
  context,
);
const nonce = sealRandom.bytes(12);
const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce).setAAD(context);
const wrapped = Buffer.concat([nonce, cipher.update(contentKey), cipher.final(), cipher.getAuthTag()]);
const sealProof = prove(
  'annals/network-seal-proof/v1',
  hash('annals/network-seal/v1', pointBytes(key.publicKey), context, wrapped),
  [sealSecret],
  [{ image: sealPoint, terms: [[0, null]] }],
  sealRandom,
);
const seal = Buffer.concat([Buffer.from([1]), pointBytes(sealPoint), wrapped, sealProof]);

const readerSecret = new Drawn('reader').scalar();
const readerKey = multiply(G, readerSecret);
const request = { epoch: 1, transaction: Buffer.alloc(32, 0xcd), item: 2, section: 'general' };

function share(index: number) {
  const drawn = new Drawn(`share ${index}`);
  const [secret, k] = [keyShares[index - 1] as bigint, drawn.scalar()];
  const [ephemeral, encrypted] = [multiply(G, k), add(multiply(sealPoint, secret), multiply(readerKey, k))];
  const { epoch, transaction, item, section } = request;
  const proof = prove(
    'annals/opening-share/v1',
    hash('annals/opening-request/v1', CHAIN, cbor([epoch, transaction, item, section, index])),
    [secret, k],
    [
      { image: multiply(G, secret), terms: [[0, null]] },
      { image: ephemeral, terms: [[1, null]] },
      {
        image: encrypted,
        terms: [
          [0, sealPoint],
          [1, readerKey],
        ],
      },
    ],
    drawn,
  );
  const written = {
    index,
    ephemeral: hex(pointBytes(ephemeral)),
    encrypted: hex(pointBytes(encrypted)),
    proof: hex(proof),
  };
  return { random: drawn.all, share: written };
}

const readerRandom = new Drawn('reader proof');
const readerDigest = hash('annals/reader/v1', Buffer.from('a request'));
const readerProof = prove(
  'annals/reader-key/v1',
  readerDigest,
  [readerSecret],
  [{ image: readerKey, terms: [[0, null]] }],
  readerRandom,
);

/** The seal with one byte changed in each of its parts; none verifies. */
const invalidSeals = Object.entries({
  version: 0,
  point: 20,
  nonce: 40,
  ciphertext: 60,
  tag: 90,
  challenge: 100,
  response: 140,
}).map(([part, at]) => ({
  comment: `a changed byte in the ${part}`,
  seal: hex(Buffer.from(seal.map((byte, i) => (i === at ? byte ^ 1 : byte)))),
}));

const vectors = {
  description:
    'Seals to the network, opening shares and key ceremonies as in docs/reference/threshold.md. Bytes are hexadecimal. "random" is what the random source gives, in the order in which it is drawn.',
  chain: hex(CHAIN),
  generation: generated.written,
  resharing: reshared.written,
  complaint: {
    comment: 'Participant 4 complains of dealer 2 in the generation: a false complaint, as the share is good.',
    complainer,
    random: complaintRandom.all,
    complaint: { dealer: accused.dealer, shared: hex(pointBytes(revealed)), proof: hex(complaintProof) },
    judgement: 'false',
  },
  seal: {
    record: hex(place.record),
    version: place.version,
    section: place.section,
    policy: hex(place.policy),
    context: hex(context),
    contentKey: hex(contentKey),
    random: sealRandom.all,
    seal: hex(seal),
    shared: hex(pointBytes(shared)),
  },
  invalidSeals,
  opening: {
    epoch: request.epoch,
    transaction: hex(request.transaction),
    item: request.item,
    section: request.section,
    readerSecret: hex(scalarBytes(readerSecret)),
    shares: [1, 2, 4].map(share),
  },
  readerKey: {
    request: hex(readerDigest),
    random: readerRandom.all,
    key: hex(pointBytes(readerKey)),
    proof: hex(readerProof),
  },
};

writeFileSync(new URL('../test/vectors/threshold.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
