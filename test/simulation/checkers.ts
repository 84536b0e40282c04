/**
 * The independent checkers. They see what replicas sign, apply and accuse each other of, know what was submitted, and
 * share no code with the core. The first law that is broken ends the run.
 */
import type { BlockHash } from '@annals/ledger/codec';
import type { Misbehaviour, SignedContent } from '@annals/node/consensus/core';
import type { Chain, StoredBlock } from './toy-ledger.ts';

export type Law =
  | 'agreement'
  | 'validity'
  | 'durability'
  | 'own-votes'
  | 'accusation'
  | 'halt'
  | 'clock'
  | 'liveness'
  | 'exception';

/** The most by which the time of a block may be ahead of the clocks (PROTOCOL time-outs). */
const MOST_AHEAD_MS = 120_000;

/** A law was broken. */
export class Violation extends Error {
  readonly law: Law;

  constructor(law: Law, message: string) {
    super(`${law}: ${message}`);
    this.law = law;
  }
}

export class Checkers {
  /** Identities that may do anything. */
  readonly #faulty: ReadonlySet<number>;
  readonly #decided = new Map<number, BlockHash>();
  readonly #submitted = new Set<string>();
  /** At which height a transaction was acknowledged. */
  readonly #acknowledged = new Map<string, number>();
  readonly #signed = new Map<string, string>();
  #signatures = 0;

  constructor(faulty: ReadonlySet<number>) {
    this.#faulty = faulty;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  get signatures(): number {
    return this.#signatures;
  }

  onSubmitted(id: string): void {
    this.#submitted.add(id);
  }

  /** No correct validator ever signs two things that conflict, crashes or not (FAILURES 1, 28). */
  onSigned(identity: number, content: SignedContent): void {
    this.#signatures += 1;
    if (this.#faulty.has(identity)) return;
    const { height, view } = content.type === 'vote' ? content.vote : content;
    const step = content.type === 'vote' ? content.vote.step : content.type;
    const key = `${identity}/${step}/${height}/${view}`;
    const what =
      content.type === 'vote'
        ? content.vote.block
        : content.type === 'pre-prepare'
          ? content.block
          : `${content.prepared?.view}/${content.prepared?.block}`;
    const before = this.#signed.get(key);
    if (before !== undefined && before !== what) {
      throw new Violation(
        'own-votes',
        `r${identity} signed ${step} at ${height}/${view} for ${before} and for ${what}`,
      );
    }
    this.#signed.set(key, what);
  }

  /** No two blocks are applied at one height (LAW 4), and only what was submitted, once. */
  onApplied(identity: number, { proposal }: StoredBlock, chain: Chain): void {
    if (this.#faulty.has(identity)) return;
    const { height } = proposal.header;
    const before = this.#decided.get(height);
    if (before !== undefined && before !== proposal.hash) {
      throw new Violation('agreement', `height ${height}: r${identity} applied ${proposal.hash}, another ${before}`);
    }
    this.#decided.set(height, proposal.hash);
    for (const id of proposal.transactionIds) {
      if (!this.#submitted.has(id)) throw new Violation('validity', `${id} was never submitted`);
      this.#acknowledged.set(id, height);
    }
    let count = 0;
    for (const block of chain.blocks) count += block.proposal.transactionIds.length;
    if (count !== chain.committed.size)
      throw new Violation('validity', `a transaction is twice in the chain of r${identity}`);
  }

  /**
   * No time is agreed on that no correct clock has reached, and no block is dated further ahead than is tolerated: a
   * millisecond a block on top, where the chain's time is ahead already.
   */
  onTime(identity: number, chain: Chain, latestCorrectMs: number): void {
    if (this.#faulty.has(identity)) return;
    const { head, clock } = chain;
    if (clock.agreedMs > latestCorrectMs)
      throw new Violation('clock', `r${identity} agreed on a time ${clock.agreedMs - latestCorrectMs} ms to come`);
    const aheadMs = head.timeMs - latestCorrectMs;
    if (aheadMs > MOST_AHEAD_MS + head.height)
      throw new Violation('clock', `the block of height ${head.height} is dated ${aheadMs} ms ahead of all clocks`);
  }

  /** Only the faulty are accused. */
  onAccusation({ signer, height, view, step }: Misbehaviour, identity: number): void {
    if (!this.#faulty.has(identity)) {
      throw new Violation('accusation', `validator ${signer} (r${identity}) at ${height}/${view} ${step} is correct`);
    }
  }

  onHalt(identity: number, reason: string): void {
    if (!this.#faulty.has(identity)) throw new Violation('halt', `r${identity} halted: ${reason}`);
  }

  /** What was acknowledged is in every correct chain that has come this far (LAW 6). */
  checkDurability(identity: number, chain: Chain): void {
    for (const [id, height] of this.#acknowledged) {
      if (height <= chain.head.height && !chain.committed.has(id))
        throw new Violation('durability', `${id} was acknowledged, and r${identity} lacks it`);
    }
  }
}
