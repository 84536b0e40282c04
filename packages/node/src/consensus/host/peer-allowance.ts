/**
 * How much of this process's time the messages of one peer may take. A proposal of the largest size costs 10 ms to
 * read before anything can be said about it, and a faulty validator can sign as many as it likes: beyond its allowance
 * its messages are dropped, as if they had been lost, and consensus sends again what matters (LAW 5).
 */

/** Far above what a correct peer needs, which is one proposal and two votes a height. */
const MS_PER_SECOND = 400;
/** What may be taken at once after a quiet time. */
const BURST_MS = 2_000;
/** More than the members of two sets that overlap; beyond it all begin anew. */
const MAX_PEERS = 256;

interface Account {
  leftMs: number;
  atMs: number;
}

export class PeerAllowance {
  readonly #accounts = new Map<string, Account>();

  /** Whether the peer has some of its allowance left. */
  has(peer: string, nowMs: number): boolean {
    return this.#account(peer, nowMs).leftMs > 0;
  }

  /** Takes the time that a message took. */
  charge(peer: string, spentMs: number, nowMs: number): void {
    this.#account(peer, nowMs).leftMs -= spentMs;
  }

  #account(peer: string, nowMs: number): Account {
    let account = this.#accounts.get(peer);
    if (!account) {
      if (this.#accounts.size >= MAX_PEERS) this.#accounts.clear();
      account = { leftMs: BURST_MS, atMs: nowMs };
      this.#accounts.set(peer, account);
    }
    const elapsedMs = Math.max(0, nowMs - account.atMs);
    account.leftMs = Math.min(BURST_MS, account.leftMs + (elapsedMs * MS_PER_SECOND) / 1_000);
    account.atMs = nowMs;
    return account;
  }
}
