/** Blocks that came before those in front of them: kept until their turn comes, in bounds (FAILURES 21). */
import type { PeerName } from '../network/network.ts';
import { type SyncedBlock, sizeOfBlock } from './blocks-protocol.ts';

export interface KeptBlock {
  readonly block: SyncedBlock;
  /** Who sent it, and answers for it. */
  readonly from: PeerName;
}

/** What a block takes in memory beside its bytes: its header, its hash, and what holds them. */
const BLOCK_OVERHEAD_BYTES = 2_048;
/** The same of one transaction or signature: the view of its bytes (ATTACK empty-transactions). */
const ITEM_OVERHEAD_BYTES = 256;

/** What a block that is kept takes in memory, about. */
function keptBytesOf(block: SyncedBlock): number {
  const items = block.transactions.length + block.certificate.signatures.length;
  return sizeOfBlock(block) + BLOCK_OVERHEAD_BYTES + items * ITEM_OVERHEAD_BYTES;
}

export class KeptBlocks {
  readonly #blocks = new Map<number, KeptBlock>();
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  has(height: number): boolean {
    return this.#blocks.has(height);
  }

  /** Keeps a block, unless there is one of this height; whether it did. */
  add(block: SyncedBlock, from: PeerName): boolean {
    const { height } = block.header;
    if (this.#blocks.has(height)) return false;
    this.#blocks.set(height, { block, from });
    this.#sizeBytes += keptBytesOf(block);
    return true;
  }

  /** Takes out the block of a height. */
  take(height: number): KeptBlock | undefined {
    const kept = this.#blocks.get(height);
    if (!kept || !this.#blocks.delete(height)) return undefined;
    this.#sizeBytes -= keptBytesOf(kept.block);
    return kept;
  }

  /** Drops what has been applied otherwise. */
  dropUpTo(height: number): void {
    for (const one of this.#blocks.keys()) if (one <= height) this.take(one);
  }

  /** Drops all that came from a peer. */
  dropFrom(peer: PeerName): void {
    for (const [height, { from }] of this.#blocks) if (from === peer) this.take(height);
  }
}
