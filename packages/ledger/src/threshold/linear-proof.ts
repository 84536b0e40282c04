/**
 * Proofs of knowledge for linear statements in the group: that the prover knows secrets with which given sums of
 * multiples of given points come out as given images. Schnorr's proof is the case of one equation, Chaum and
 * Pedersen's of equal logarithms that of one secret in two (Maurer 2009 treats them as one); made non-interactive by
 * the strong Fiat-Shamir transform: the challenge covers the context and every point of the statement.
 *
 * Layout: `challenge (32) || one response (32) for each secret`.
 */
import { concatBytes, equalBytes } from '../codec/index.ts';
import {
  type Domain,
  groupBackend,
  type Hash,
  hash,
  type Point,
  type RandomSource,
  type Scalar,
} from '../crypto/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';
import { hashToScalar, negateScalar } from './scalar-field.ts';

const SCALAR_SIZE_BYTES = 32;

/** Nothing but a broken hash gives zero or infinity even once. */
const MAX_ATTEMPTS = 4;

/** `image` is the sum over all terms of the secret of that position times the base; without a base, the generator. */
export interface Equation {
  readonly image: Point;
  readonly terms: readonly { readonly secret: number; readonly base?: Point }[];
}

/** What is proven. The domain fixes how many secrets and equations there are, and which terms each has. */
export interface LinearStatement {
  readonly domain: Domain;
  /** What else the proof is bound to: 32 bytes. */
  readonly context: Hash;
  readonly secretCount: number;
  readonly equations: readonly Equation[];
}

/** The length of a proof about this many secrets. */
export function linearProofSize(secretCount: number): number {
  return SCALAR_SIZE_BYTES * (1 + secretCount);
}

/** The fixed part of what the challenge covers: context, then the bases and the image of each equation. */
function statementBytes({ context, equations }: LinearStatement): Uint8Array {
  invariant(context.length === 32, 'the context of a proof has 32 bytes');
  const points = equations.flatMap(({ image, terms }) => [...terms.flatMap(({ base }) => (base ? [base] : [])), image]);
  return concatBytes(context, ...points);
}

/**
 * Proves that the equations hold for the secrets. The nonces come from the secrets, the statement and fresh random
 * bytes together, so that a random source that fails does not give the secrets away.
 * @throws AnnalsError `key.malformed` when a base is no point or a secret no scalar.
 */
export function proveLinear(statement: LinearStatement, secrets: readonly Scalar[], random: RandomSource): Uint8Array {
  invariant(secrets.length === statement.secretCount, 'a proof has all its secrets');
  const fixed = statementBytes(statement);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const seed = hash('annals/proof-seed/v1', random(32), hash(statement.domain, fixed), ...secrets);
    const nonces = secrets.map((_, index) => hashToScalar('annals/proof-nonce/v1', seed, Uint8Array.of(index)));
    const proof = respond(statement, fixed, secrets, nonces);
    if (proof) return proof;
  }
  throw new AnnalsError('key.random', 'the random source gave no nonces for a proof');
}

/** The proof with these nonces; null when something came out as zero or at infinity. */
function respond(
  { domain, equations }: LinearStatement,
  fixed: Uint8Array,
  secrets: readonly Scalar[],
  nonces: readonly Scalar[],
): Uint8Array | null {
  const group = groupBackend();
  const commitments: Point[] = [];
  for (const { terms } of equations) {
    const sum = group.add(
      terms.map(({ secret, base }) => {
        const nonce = nonces[secret] as Scalar;
        return base ? group.multiply(base, nonce) : group.multiplyBase(nonce);
      }),
    );
    if (!sum) return null;
    commitments.push(sum);
  }
  const challenge = hashToScalar(domain, fixed, ...commitments);
  const negated = negateScalar(challenge);
  const responses: Scalar[] = [];
  for (const [index, secret] of secrets.entries()) {
    const response = group.addSecrets(nonces[index] as Scalar, group.multiplySecrets(secret, negated));
    if (!response) return null;
    responses.push(response);
  }
  return concatBytes(challenge, ...responses);
}

/** Whether the proof shows the statement. Never throws, whatever the bytes of the proof and the points. */
export function verifyLinear(statement: LinearStatement, proof: Uint8Array): boolean {
  if (proof.length !== linearProofSize(statement.secretCount)) return false;
  const scalarAt = (index: number): Scalar =>
    proof.subarray(index * SCALAR_SIZE_BYTES, (index + 1) * SCALAR_SIZE_BYTES);
  const challenge = scalarAt(0);
  try {
    const commitments: Point[] = [];
    for (const equation of statement.equations) {
      const commitment = commitmentOf(equation, challenge, (secret) => scalarAt(1 + secret));
      if (!commitment) return false;
      commitments.push(commitment);
    }
    return equalBytes(challenge, hashToScalar(statement.domain, statementBytes(statement), ...commitments));
  } catch (error) {
    if (error instanceof AnnalsError) return false;
    throw error;
  }
}

/** The commitment that a challenge and its responses answer to: the responses in the terms, plus challenge * image. */
function commitmentOf(
  { image, terms }: Equation,
  challenge: Scalar,
  responseOf: (secret: number) => Scalar,
): Point | null {
  const group = groupBackend();
  const summands: (Point | null)[] = [];
  const generated = terms.find(({ base }) => !base);
  // The usual equation has the generator alone: then both multiples are one pass.
  if (generated) summands.push(group.multiplyAddPublic(responseOf(generated.secret), image, challenge));
  else summands.push(group.multiplyPublic(image, challenge));
  for (const { secret, base } of terms) if (base) summands.push(group.multiplyPublic(base, responseOf(secret)));
  const [only, ...others] = summands;
  return others.length === 0 ? (only ?? null) : group.add(summands.filter((summand) => summand !== null));
}
