/**
 * How much of this process's main thread the bytes of peers may take: of each over all lanes, requests and answers, and
 * of all together. Every peer has a share of its own, which nobody else can use up, and beyond it what is common, of
 * which the one goes first that has used least of it lately. Both together are clearly less than a second a second,
 * however many peers there are (LAW 5, ATTACK costly-peer). Time is an argument.
 */
import type { PeerName } from './network.ts';

export interface PeerTimeLimits {
  /** Milliseconds a second that all shares add up to. */
  readonly sharedMsPerSecond: number;
  /** Milliseconds a second that whoever needs more can use. */
  readonly commonMsPerSecond: number;
  /** What may be taken at once after a quiet time, in seconds of it. */
  readonly burstSeconds: number;
  /** The least that a peer can save up, so that one message does not end it where there are many peers. */
  readonly leastBurstMs: number;
  /** The part of what a peer can save up that is left to its votes and blocks. */
  readonly reservedPart: number;
}

/** A peer that is given its turn gets at least this of what is common. */
const QUANTUM_MS = 2;
/** After this time half of what a peer took of the common time is forgotten. */
const HALF_LIFE_MS = 5_000;

interface Account {
  /** What is left of the own share; less than nothing is a debt. */
  leftMs: number;
  /** What it took of the common time lately. */
  takenMs: number;
  waiting: { readonly isUrgent: boolean; readonly go: () => void }[];
}

export class PeerTime {
  readonly #limits: PeerTimeLimits;
  readonly #accounts = new Map<PeerName, Account>();
  #commonMs: number;
  #filledAtMs: number;
  /** How many turns are waited for, by all of them. */
  #waiting = 0;

  constructor(limits: PeerTimeLimits, nowMs: number) {
    this.#limits = limits;
    this.#commonMs = limits.commonMsPerSecond * limits.burstSeconds;
    this.#filledAtMs = nowMs;
  }

  /** Replaces the peers that there are. Who waits and is no longer among them goes on, to find its connection closed. */
  setPeers(peers: readonly PeerName[]): void {
    for (const [peer, { waiting }] of [...this.#accounts]) {
      if (peers.includes(peer)) continue;
      this.#accounts.delete(peer);
      this.#waiting -= waiting.length;
      for (const { go } of waiting) go();
    }
    for (const peer of peers) {
      if (!this.#accounts.has(peer)) this.#accounts.set(peer, { leftMs: 0, takenMs: 0, waiting: [] });
    }
    for (const account of this.#accounts.values()) account.leftMs = Math.min(this.#mostMs, account.leftMs);
  }

  /** Whether anybody waits, so that {@link tick} has to be called. */
  get isWaitedFor(): boolean {
    return this.#waiting > 0;
  }

  /** Charges what the bytes of a peer have taken. */
  spend(peer: PeerName, spentMs: number, nowMs: number): void {
    this.#fill(nowMs);
    const account = this.#accounts.get(peer);
    if (account) account.leftMs -= spentMs;
  }

  /** How much more a peer has taken than it had. */
  debtMs(peer: PeerName): number {
    return Math.max(0, -(this.#accounts.get(peer)?.leftMs ?? 0));
  }

  /** Whether the next bytes of a peer may be worked on. What is urgent, votes and blocks, also has what is reserved. */
  mayGo(peer: PeerName, isUrgent: boolean, nowMs: number): boolean {
    this.#fill(nowMs);
    const account = this.#accounts.get(peer);
    if (!account) return true;
    if (account.leftMs > this.#least(isUrgent)) return true;
    return !this.isWaitedFor && this.#lend(account, isUrgent);
  }

  /** Resolves when the next bytes of a peer may be worked on. */
  turn(peer: PeerName, isUrgent: boolean, nowMs: number): Promise<void> {
    const account = this.#accounts.get(peer);
    if (!account || this.mayGo(peer, isUrgent, nowMs)) return Promise.resolve();
    this.#waiting += 1;
    return new Promise((go) => account.waiting.push({ isUrgent, go }));
  }

  /** Gives their turn to those that wait and may go now. To be called every few milliseconds while somebody waits. */
  tick(nowMs: number): void {
    this.#fill(nowMs);
    const waiting = [...this.#accounts.values()].filter((account) => account.waiting.length > 0);
    waiting.sort((a, b) => a.takenMs - b.takenMs);
    for (const account of waiting) {
      const next = account.waiting.find(({ isUrgent }) => isUrgent) ?? account.waiting[0];
      if (!next) continue;
      if (account.leftMs <= this.#least(next.isUrgent) && !this.#lend(account, next.isUrgent)) continue;
      account.waiting = account.waiting.filter((one) => one !== next);
      this.#waiting -= 1;
      next.go();
    }
  }

  /** Fills up from the common time, if that has so much. */
  #lend(account: Account, isUrgent: boolean): boolean {
    const wantedMs = this.#least(isUrgent) + QUANTUM_MS - account.leftMs;
    const lentMs = Math.min(wantedMs, Math.max(0, this.#commonMs));
    this.#commonMs -= lentMs;
    account.leftMs += lentMs;
    account.takenMs += lentMs;
    return lentMs === wantedMs;
  }

  get #mostMs(): number {
    const { sharedMsPerSecond, burstSeconds, leastBurstMs } = this.#limits;
    return Math.max(leastBurstMs, (sharedMsPerSecond * burstSeconds) / Math.max(1, this.#accounts.size));
  }

  #least(isUrgent: boolean): number {
    return isUrgent ? 0 : this.#limits.reservedPart * this.#mostMs;
  }

  #fill(nowMs: number): void {
    const { sharedMsPerSecond, commonMsPerSecond, burstSeconds } = this.#limits;
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    if (elapsedMs === 0) return;
    this.#filledAtMs = nowMs;
    const most = this.#mostMs;
    const ownMs = (elapsedMs * sharedMsPerSecond) / 1_000 / Math.max(1, this.#accounts.size);
    const kept = 0.5 ** (elapsedMs / HALF_LIFE_MS);
    for (const account of this.#accounts.values()) {
      account.leftMs = Math.min(most, account.leftMs + ownMs);
      account.takenMs *= kept;
    }
    const mostCommonMs = commonMsPerSecond * burstSeconds;
    this.#commonMs = Math.min(mostCommonMs, this.#commonMs + (elapsedMs * commonMsPerSecond) / 1_000);
  }
}
