/**
 * Writes test/vectors/hidden-read.json: published vectors for a court's order and the package of a hidden read, as
 * PROTOCOL hidden-read describes them. It shares no code with what it is a vector for. The same run always gives the same file.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { G, multiply, pointBytes, scalarBytes, toBigInt } from './textbook-curve.ts';
import { cbor, hash, hashToScalar, hex } from './textbook-encoding.ts';

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
