/**
 * By how much this node's clock differs from those of the validators: each new block states its proposer's, and here it
 * is seen a moment later. Whoever is woken because views change must be told whose clock to mend.
 */
import type { Header } from '@annals/ledger/block';
import { bytesToHex, equalBytes } from '@annals/ledger/codec';

/** Proposers remembered: a set and the one before it. */
const MAX_PROPOSERS = 200;
/** What is worth saying: blocks take part of a second to come about, and five seconds are tolerated at once. */
const WORTH_SAYING_MS = 2_000;

export class ClockDifference {
  readonly #ownKey: Uint8Array | null;
  readonly #latest = new Map<string, number>();

  constructor(ownKey: Uint8Array | null) {
    this.#ownKey = ownKey;
  }

  /** Takes a block as it is applied; not one of the past, which is fetched. */
  note({ proposer, clockMs }: Pick<Header, 'proposer' | 'clockMs'>, wallMs: number): void {
    if (this.#ownKey && equalBytes(proposer, this.#ownKey)) return;
    const name = bytesToHex(proposer);
    this.#latest.delete(name);
    this.#latest.set(name, wallMs - clockMs);
    const [oldest] = this.#latest.keys();
    if (this.#latest.size > MAX_PROPOSERS && oldest !== undefined) this.#latest.delete(oldest);
  }

  /** How far this clock is ahead of the others, behind where it is negative: the median; null while none was heard. */
  get differenceMs(): number | null {
    const sorted = [...this.#latest.values()].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
  }
}

/** A sentence about it for the status; empty when all is well. */
export function aboutClock(differenceMs: number | null): string {
  if (differenceMs === null || Math.abs(differenceMs) < WORTH_SAYING_MS) return '';
  const seconds = (Math.abs(differenceMs) / 1_000).toFixed(1);
  const where = differenceMs > 0 ? 'ahead of' : 'behind';
  return ` The clock of this machine is ${seconds} s ${where} the clocks of the other validators: see that it is synchronised.`;
}
