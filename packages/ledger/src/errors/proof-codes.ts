/** Why a proof does not verify: what the light client found wrong with it. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const PROOF_CODES = {
  'proof.malformed': {
    http: 400,
    exit: 6,
    title: 'The proof cannot be read.',
    remedy: 'Fetch it again.',
  },
  'proof.wrong-chain': {
    http: 422,
    exit: 6,
    title: 'The proof is of another chain.',
    remedy: 'Use the genesis document of the chain that the proof is from.',
  },
  'proof.certificate': {
    http: 422,
    exit: 6,
    title: 'The commit certificate does not verify against the validator set of its height.',
    remedy: 'Do not trust it; ask another node.',
  },
  'proof.epoch': {
    http: 422,
    exit: 6,
    title: 'The chain of validator sets from genesis is broken.',
    remedy: 'Do not trust it; ask another node.',
  },
  'proof.inclusion': {
    http: 422,
    exit: 6,
    title: 'The inclusion proof does not lead to the root in the header.',
    remedy: 'Do not trust it; ask another node.',
  },
  'proof.membership': {
    http: 422,
    exit: 6,
    title: 'The state proof does not lead to the state root in the header.',
    remedy: 'Do not trust it; ask another node.',
  },
  'proof.trail': {
    http: 422,
    exit: 6,
    title: 'The access log shown does not match the log head on the ledger: an entry is missing, added or altered.',
    remedy: 'Do not trust it; ask another node and tell the data-protection authority.',
  },
  'proof.missing': {
    http: 422,
    exit: 6,
    title: 'The node says that the transaction is committed, and proves it by nothing.',
    remedy:
      'Do not rely on that node; submit the same at another. It may still be committed until its last valid height.',
  },
  'proof.stale': {
    http: 422,
    exit: 6,
    title: 'The proof is older than what is already known.',
    remedy: 'Ask another node.',
  },
  'proof.fork': {
    http: 422,
    exit: 6,
    title: 'Two different blocks of one height are both certified: the chain has forked.',
    remedy: 'Keep both proofs and tell the agencies; more than a third of the validators have signed twice.',
  },
} as const satisfies Record<string, CatalogueEntry>;
