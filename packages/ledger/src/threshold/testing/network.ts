/**
 * A network key with all of its key shares, for tests that need no ceremony: the shares are the values of one seeded
 * polynomial, so the same call always gives the same key. Nobody ever holds a real network's shares together.
 */
import { encode } from '../../codec/index.ts';
import { hash, type RandomSource } from '../../crypto/index.ts';
import { type KeyShare, type NetworkKey, openingThreshold } from '../index.ts';
import { commit, drawPolynomial, evaluate, evaluateCommitments } from '../polynomial.ts';

export interface TestNetworkKey {
  readonly key: NetworkKey;
  /** By index less one. */
  readonly shares: readonly KeyShare[];
}

/** A stream of bytes that follows from its name: for tests whose outcome is the same each time. */
export function seeded(name: string): RandomSource {
  let counter = 0;
  return (sizeBytes) => {
    const bytes = new Uint8Array(sizeBytes);
    for (let at = 0; at < sizeBytes; at += 32) {
      const block = hash('annals/test-random/v1', encode([name, counter++]));
      bytes.set(block.subarray(0, sizeBytes - at), at);
    }
    return bytes;
  };
}

/** @param epoch another one makes other shares of the same public key, as a re-sharing does. */
export function testNetworkKey(size = 1, epoch = 0): TestNetworkKey {
  const threshold = openingThreshold(size);
  const [constant] = drawPolynomial(1, seeded('the network'));
  const polynomial = drawPolynomial(threshold, seeded(`epoch ${epoch} of ${size}`), constant);
  const commitments = commit(polynomial);
  const indices = Array.from({ length: size }, (_, position) => position + 1);
  return {
    key: {
      epoch,
      threshold,
      publicKey: commitments[0] as Uint8Array,
      verificationKeys: indices.map((index) => evaluateCommitments(commitments, index)),
    },
    shares: indices.map((index) => ({ epoch, index, secret: evaluate(polynomial, index) as Uint8Array })),
  };
}
