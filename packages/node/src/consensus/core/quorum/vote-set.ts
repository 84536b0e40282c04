/**
 * The votes of one step at one height, by signer. One signer counts once for a view, and a second vote of the same
 * signer and view for another block is an equivocation, which is told to the caller and not counted.
 */
import type { BlockHash } from '@annals/ledger/codec';
import { MAX_VOTED_VIEWS_PER_SIGNER } from '../limits.ts';
import type { SignedVote } from '../messages.ts';
import type { IndexedSignatures } from './membership.ts';

/** What became of a vote: counted, known already, too old to keep, or in conflict with an earlier one. */
export type VoteOutcome =
  | { readonly type: 'added' | 'known' | 'outdated' }
  | { readonly type: 'conflict'; readonly first: SignedVote };

export class VoteSet {
  /** For each signer its votes, the latest view first. */
  readonly #bySigner = new Map<number, SignedVote[]>();

  add(vote: SignedVote): VoteOutcome {
    const votes = this.#bySigner.get(vote.signer);
    if (!votes) {
      this.#bySigner.set(vote.signer, [vote]);
      return { type: 'added' };
    }
    const position = votes.findIndex((other) => other.view <= vote.view);
    const met = votes[position];
    if (met?.view === vote.view) return met.block === vote.block ? { type: 'known' } : { type: 'conflict', first: met };
    if (position >= 0) votes.splice(position, 0, vote);
    else if (votes.length < MAX_VOTED_VIEWS_PER_SIGNER) votes.push(vote);
    else return { type: 'outdated' };
    if (votes.length > MAX_VOTED_VIEWS_PER_SIGNER) votes.pop();
    return { type: 'added' };
  }

  /** The signatures for one block in one view, ascending by signer. */
  signatures(view: number, block: BlockHash): IndexedSignatures {
    const found: { index: number; signature: Uint8Array }[] = [];
    for (const [index, votes] of this.#bySigner) {
      for (const vote of votes) {
        if (vote.view === view && vote.block === block) found.push({ index, signature: vote.signature });
      }
    }
    return found.sort((a, b) => a.index - b.index);
  }

  /** How many validators voted for one block in one view. */
  count(view: number, block: BlockHash): number {
    let count = 0;
    for (const votes of this.#bySigner.values()) {
      for (const vote of votes) if (vote.view === view && vote.block === block) count += 1;
    }
    return count;
  }

  /** Who voted in a view, for whatever block, ascending. */
  signers(view: number): readonly number[] {
    const found: number[] = [];
    for (const [signer, votes] of this.#bySigner) if (votes.some((vote) => vote.view === view)) found.push(signer);
    return found.sort((a, b) => a - b);
  }
}
