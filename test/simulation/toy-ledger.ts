/**
 * A ledger small enough to be obviously right: a block is valid when none of its transactions was committed before,
 * none occurs twice and none is marked invalid; a transaction `set:0,1,2` changes the validator set two heights later.
 */
import type { ClockValue, CommitCertificate, ConsensusValidator } from '@annals/ledger/block';
import type { AgencyId, BlockHash, TransactionId } from '@annals/ledger/codec';
import { clockAfter } from '@annals/ledger/state';
import type { Head, Proposal } from '@annals/node/consensus/core';

const NOTHING = new Uint8Array(0);

/** The key by which a header names its proposer, and a membership its members. */
const keys: Uint8Array[] = [];
export function keyOf(identity: number): Uint8Array {
  keys[identity] ??= Uint8Array.of(identity);
  return keys[identity];
}

function seatOf(identity: number): ConsensusValidator {
  return { agency: `${identity}` as AgencyId, key: keyOf(identity) };
}

const GENESIS = 'genesis' as BlockHash;
export const GENESIS_TIME_MS = 1_000_000;

export interface BlockContent {
  readonly height: number;
  readonly timeMs: number;
  readonly clockMs: number;
  readonly parent: BlockHash;
  readonly proposer: number;
  readonly transactions: readonly string[];
}

/** A block of the toy ledger. Its hash is a name that is the same for the same content. */
export function makeProposal(
  content: BlockContent,
  parentCertificate: CommitCertificate | null,
  name?: string,
): Proposal {
  const { height, timeMs, clockMs, parent, proposer, transactions } = content;
  return {
    header: {
      chain: NOTHING,
      height,
      timeMs,
      clockMs,
      parent,
      transactionsRoot: NOTHING,
      resultsRoot: NOTHING,
      stateRoot: NOTHING,
      validatorsHash: NOTHING,
      nextValidatorsHash: NOTHING,
      proposer: keyOf(proposer),
      count: transactions.length,
    },
    headerBytes: NOTHING,
    hash: (name ?? `${height}@${timeMs}r${proposer}(${transactions.join(' ')})`) as BlockHash,
    transactionIds: transactions as readonly TransactionId[],
    parentCertificate,
  };
}

export interface StoredBlock {
  readonly proposal: Proposal;
  readonly certificate: CommitCertificate;
}

/** One replica's chain, which is on disk. */
export class Chain {
  readonly blocks: StoredBlock[] = [];
  readonly committed = new Set<string>();
  /** What the ledger makes of the clocks that blocks state. */
  clock: ClockValue = { agreedMs: GENESIS_TIME_MS, seats: [] };
  /** Validator sets by height: identities in turn order. Known up to two above the head. */
  readonly #sets: (readonly number[])[];

  constructor(validators: readonly number[]) {
    this.#sets = [validators, validators, validators];
  }

  get head(): Head {
    const last = this.blocks.at(-1);
    if (!last) return { height: 0, block: GENESIS, timeMs: GENESIS_TIME_MS };
    return { height: this.blocks.length, block: last.proposal.hash, timeMs: last.proposal.header.timeMs };
  }

  /** The set that decides a height; at 0 the same as at 1. */
  validatorsAt(height: number): readonly number[] | undefined {
    return this.#sets[height];
  }

  /** Whether the block is valid on this chain, and why not. Changes nothing (FAILURES 26). */
  verdict(proposal: Proposal): { ok: true } | { ok: false; reason: string } {
    const seen = new Set<string>();
    for (const id of proposal.transactionIds) {
      if (id.startsWith('invalid')) return { ok: false, reason: `${id} is invalid` };
      if (seen.has(id) || this.committed.has(id)) return { ok: false, reason: `${id} is replayed` };
      seen.add(id);
    }
    return { ok: true };
  }

  /** @param trusts whose clocks are believed: those of f + 1, or (a planted bug) that of anybody. */
  append(block: StoredBlock, trusts: 'f + 1' | 'anybody' = 'f + 1'): void {
    const { height, proposer, clockMs } = block.proposal.header;
    const decides = (this.#sets[height] as readonly number[]).map(seatOf);
    const after = clockAfter(this.clock, { height, proposer, clockMs }, decides);
    this.clock = trusts === 'anybody' ? { ...after, agreedMs: Math.max(after.agreedMs, clockMs) } : after;
    this.blocks.push(block);
    let next = this.#sets[this.blocks.length + 1] as readonly number[];
    for (const id of block.proposal.transactionIds) {
      this.committed.add(id);
      if (id.startsWith('set:')) next = id.slice('set:'.length).split('/')[0]?.split(',').map(Number) ?? next;
    }
    this.#sets[this.blocks.length + 2] = next;
  }
}
