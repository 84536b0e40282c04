/**
 * The commit certificate: commit votes of a quorum for one block, which is what makes it final and what a light
 * client checks (PROTOCOL commit-certificate).
 */
import { type Infer, shape } from '../codec/index.ts';
import { type Hash, verifySignature } from '../crypto/index.ts';
import { type ChainId, signatureShape } from '../transaction/index.ts';
import { quorum } from './quorum.ts';
import type { ConsensusValidator } from './validator-set.ts';
import { MAX_VALIDATORS } from './values/validator-sets.ts';
import { voteDigest } from './vote.ts';

export const commitCertificateShape = shape.struct({
  height: shape.uint,
  view: shape.uint,
  block: shape.id('block'),
  /** By place in the validator set of the height, ascending. */
  signatures: shape.list(
    shape.struct({ index: shape.integer(0, MAX_VALIDATORS - 1), signature: signatureShape }),
    MAX_VALIDATORS,
    1,
  ),
});

export type CommitCertificate = Infer<typeof commitCertificateShape>;

/** Against what a certificate is checked. */
export interface CertificateContext {
  readonly chain: ChainId;
  /** The set that decides the certificate's height. */
  readonly validators: readonly ConsensusValidator[];
  /** How signatures are verified; the selected backend unless given, such as a cache of what was verified before. */
  readonly verify?: (digest: Hash, signature: Uint8Array, key: Uint8Array) => boolean;
}

export type CertificateVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'proof.certificate'; readonly reason: string };

/**
 * Whether a quorum of the set signed this height, view and block. The caller compares height and block with the
 * header it holds. Indices must ascend, so that nobody counts twice (FAILURES 18); every signature must verify.
 */
export function verifyCommitCertificate(
  certificate: CommitCertificate,
  { chain, validators, verify = verifySignature }: CertificateContext,
): CertificateVerdict {
  const needed = quorum(validators.length);
  const { height, view, block, signatures } = certificate;
  if (signatures.length < needed) return invalid(`${signatures.length} signatures where a quorum is ${needed}`);
  let previous = -1;
  for (const { index } of signatures) {
    if (index <= previous) return invalid('the signers do not ascend: one is counted twice or out of order');
    if (index >= validators.length) return invalid(`there is no validator ${index}`);
    previous = index;
  }
  const digest = voteDigest(chain, { step: 'commit', height, view, block });
  for (const { index, signature } of signatures) {
    const validator = validators[index];
    if (!validator || !verify(digest, signature, validator.key)) {
      return invalid(`the signature of validator ${index} does not verify`);
    }
  }
  return { ok: true };
}

function invalid(reason: string): CertificateVerdict {
  return { ok: false, code: 'proof.certificate', reason };
}
