/**
 * Sealing a content key to the network: hashed ElGamal, with Schnorr's proof that the sealer knows the secret of the
 * seal's own point (signed ElGamal). The proof covers point, ciphertext, network key and context, so that a seal
 * cannot be copied to another place, nor one be made from somebody else's: the network opens what it is asked to, and
 * would otherwise open the original by way of its copy.
 *
 * Layout: `version (1) || point (33) || encrypted content key (60) || proof (64)`.
 */
import { concatBytes, encode, idToBytes, type RecordId, type Shape, shape } from '../codec/index.ts';
import {
  CONTENT_KEY_SIZE_BYTES,
  CONTENT_OVERHEAD_BYTES,
  decryptContent,
  encryptContent,
  generateSecretKey,
  groupBackend,
  HASH_SIZE_BYTES,
  type Hash,
  hash,
  type Point,
  PUBLIC_KEY_SIZE_BYTES,
  type RandomSource,
  randomBytes,
} from '../crypto/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';

const VERSION = 1;
const POINT_END = 1 + PUBLIC_KEY_SIZE_BYTES;
const WRAPPED_END = POINT_END + CONTENT_KEY_SIZE_BYTES + CONTENT_OVERHEAD_BYTES;

export const NETWORK_SEAL_SIZE_BYTES = WRAPPED_END + linearProofSize(1);

export const networkSealShape: Shape<Uint8Array> = shape.bytes(NETWORK_SEAL_SIZE_BYTES);

/** Where a seal belongs and what must be granted for it to be opened. */
export interface NetworkSealPlace {
  readonly chain: Uint8Array;
  readonly record: RecordId;
  readonly version: number;
  readonly section: string;
  /** The hash of what decides who may read it. */
  readonly policy: Hash;
}

/** The context that a seal is bound to. @throws AnnalsError `codec.shape` when chain or policy has not 32 bytes. */
export function networkSealContext({ chain, record, version, section, policy }: NetworkSealPlace): Hash {
  if (chain.length !== HASH_SIZE_BYTES || policy.length !== HASH_SIZE_BYTES) {
    throw new AnnalsError('codec.shape', 'a chain id and a policy have 32 bytes');
  }
  return hash('annals/network-seal-context/v1', chain, policy, encode([idToBytes(record), version, section]));
}

/** The proof of a seal: that its maker knows the logarithm of its point. */
function statementOf(publicKey: Point, point: Point, wrapped: Uint8Array, context: Hash): LinearStatement {
  return {
    domain: 'annals/network-seal-proof/v1',
    context: hash('annals/network-seal/v1', publicKey, context, wrapped),
    secretCount: 1,
    equations: [{ image: point, terms: [{ secret: 0 }] }],
  };
}

/** The key under which the content key is encrypted. */
function wrappingKey(shared: Point, point: Point, publicKey: Point, context: Hash): Uint8Array {
  return hash('annals/network-seal-key/v1', shared, point, publicKey, context);
}

/**
 * Seals a content key to the network, in a context of 32 bytes ({@link networkSealContext}).
 * @throws AnnalsError `key.malformed` when the network key is no point.
 */
export function sealToNetwork(
  publicKey: Point,
  contentKey: Uint8Array,
  context: Hash,
  random: RandomSource = randomBytes,
): Uint8Array {
  invariant(contentKey.length === CONTENT_KEY_SIZE_BYTES, 'a content key has 32 bytes');
  const group = groupBackend();
  const secret = generateSecretKey(random);
  const point = group.multiplyBase(secret);
  const key = wrappingKey(group.multiply(publicKey, secret), point, publicKey, context);
  const wrapped = encryptContent(key, contentKey, context, random);
  const proof = proveLinear(statementOf(publicKey, point, wrapped, context), [secret], random);
  return concatBytes(Uint8Array.of(VERSION), point, wrapped, proof);
}

/**
 * Whether a seal was made for this network key and context by somebody who knows its secret. That it holds the right
 * content key nobody can tell before it is opened. Never throws, whatever the bytes.
 */
export function verifyNetworkSeal(publicKey: Point, seal: Uint8Array, context: Hash): boolean {
  if (seal.length !== NETWORK_SEAL_SIZE_BYTES || seal[0] !== VERSION || context.length !== HASH_SIZE_BYTES)
    return false;
  const statement = statementOf(publicKey, sealPoint(seal), seal.subarray(POINT_END, WRAPPED_END), context);
  return verifyLinear(statement, seal.subarray(WRAPPED_END));
}

/** The point of a seal, which validators raise to their shares. @throws AnnalsError `seal.malformed`. */
export function sealPoint(seal: Uint8Array): Point {
  if (seal.length !== NETWORK_SEAL_SIZE_BYTES || seal[0] !== VERSION) {
    throw new AnnalsError('seal.malformed', 'these bytes are no seal to the network of a known version');
  }
  return seal.subarray(1, POINT_END);
}

/**
 * The content key of a seal, given its point times the network's secret, which t shares combine to.
 * @throws AnnalsError `seal.malformed`, `seal.open-failed` when the point or the context is another, or the sealer
 * encrypted under no key that anybody can find.
 */
export function openNetworkSeal(publicKey: Point, seal: Uint8Array, context: Hash, shared: Point): Uint8Array {
  const point = sealPoint(seal);
  try {
    const wrapped = seal.subarray(POINT_END, WRAPPED_END);
    return decryptContent(wrappingKey(shared, point, publicKey, context), wrapped, context);
  } catch (cause) {
    throw new AnnalsError('seal.open-failed', 'the shares do not open this seal in this context', { cause });
  }
}
