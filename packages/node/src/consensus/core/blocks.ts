/**
 * The blocks that were seen at the current height and the verdicts of their execution. A block is executed once,
 * however often it is proposed, and its verdict holds for its hash.
 */
import type { BlockHash } from '@annals/ledger/codec';
import { MAX_BLOCKS_PER_HEIGHT } from './limits.ts';
import type { Proposal } from './proposal.ts';
import { isQuorum } from './quorum/membership.ts';
import { heightOfState, type KnownBlock, type ReplicaState } from './state.ts';

/** The entry of a block, made when it is new. The oldest one that no longer matters makes room. */
export function knowBlock(state: ReplicaState, proposal: Proposal): KnownBlock {
  const { at } = state;
  const met = at.blocks.get(proposal.hash);
  if (met) return met;
  if (at.blocks.size >= MAX_BLOCKS_PER_HEIGHT) {
    const needed = (hash: BlockHash) => hash === at.accepted?.proposal.hash || hash === at.prepared?.proposal.hash;
    for (const hash of at.blocks.keys()) {
      if (needed(hash)) continue;
      at.blocks.delete(hash);
      break;
    }
  }
  const known: KnownBlock = { proposal, verdict: 'pending' };
  at.blocks.set(proposal.hash, known);
  return known;
}

/** Whether the proposal stands on the last applied block, and proves that it was decided. */
export function extendsHead(state: ReplicaState, { header, parentCertificate: certificate }: Proposal): boolean {
  const { head } = state;
  if (header.height !== heightOfState(state) || header.parent !== head.block) return false;
  if (head.height === 0) return certificate === null;
  return (
    certificate !== null &&
    certificate.height === head.height &&
    certificate.block === head.block &&
    isQuorum(state.parentMembership, certificate.signatures)
  );
}
