/**
 * Whether a header follows from its parent and from the validator sets that the state before it holds. The tolerance
 * of clocks is consensus's concern; the roots are checked by executing the block.
 */
import { type BlockHash, equalBytes } from '../codec/index.ts';
import type { ChainId } from '../transaction/index.ts';
import { genesisHashOf, type Header } from './header.ts';
import { validatorIndex, validatorsHash } from './validator-set.ts';
import type { ValidatorSets } from './values/validator-sets.ts';

/** What a header must know of its parent. */
export interface ParentBlock {
  readonly height: number;
  readonly hash: BlockHash;
  readonly timeMs: number;
}

export type HeaderVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'block.header'; readonly reason: string };

/** Genesis in the place of the parent of height 1. */
export function genesisParent(chain: ChainId, timeMs: number): ParentBlock {
  return { height: 0, hash: genesisHashOf(chain), timeMs };
}

/** The time of a block: what its proposer's clock shows, and always later than the parent's (PROTOCOL header). */
export function blockTimeMs(clockMs: number, parentTimeMs: number): number {
  return Math.max(clockMs, parentTimeMs + 1);
}

/**
 * @param sets the validator sets in the state after the parent.
 * @param transactionCount how many transactions the block holds.
 */
export function validateHeader(
  header: Header,
  {
    chain,
    parent,
    sets,
    transactionCount,
  }: {
    readonly chain: ChainId;
    readonly parent: ParentBlock;
    readonly sets: ValidatorSets;
    readonly transactionCount: number;
  },
): HeaderVerdict {
  if (!equalBytes(header.chain, chain)) return invalid('it is of another chain');
  if (header.height !== parent.height + 1) return invalid(`height ${header.height} after ${parent.height}`);
  if (header.parent !== parent.hash) return invalid('its parent is another block');
  if (header.timeMs !== blockTimeMs(header.clockMs, parent.timeMs)) {
    return invalid("its time does not follow from its proposer's clock and the parent's time");
  }
  if (header.count !== transactionCount)
    return invalid(`it counts ${header.count} of ${transactionCount} transactions`);
  if (!equalBytes(header.validatorsHash, validatorsHash(sets.current))) {
    return invalid('it names another validator set for its height');
  }
  if (!equalBytes(header.nextValidatorsHash, validatorsHash(sets.next))) {
    return invalid('it names another validator set for the next height');
  }
  if (validatorIndex(sets.current, header.proposer) < 0) return invalid('its proposer is no validator of its height');
  return { ok: true };
}

function invalid(reason: string): HeaderVerdict {
  return { ok: false, code: 'block.header', reason };
}
