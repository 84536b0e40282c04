/** Why a block, its header or a genesis document is not valid. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const BLOCK_CODES = {
  'block.header': {
    http: 422,
    exit: 3,
    title: 'The header does not follow from its parent and the state.',
    remedy: 'Do not vote for it; ask another node for the block of this height.',
  },
  'block.too-large': {
    http: 413,
    exit: 3,
    title: 'The block holds more transactions or bytes than the protocol allows.',
    remedy: 'Propose fewer transactions.',
  },
  'block.roots': {
    http: 422,
    exit: 3,
    title: 'Executing the block does not give the roots in its header.',
    remedy: 'If a quorum has signed it, this node differs from the others: stop and report it.',
  },
  'genesis.invalid': {
    http: 400,
    exit: 2,
    title: 'The genesis document contradicts itself.',
    remedy: 'Correct what the message names; every validator needs the same document.',
  },
} as const satisfies Record<string, CatalogueEntry>;
