/**
 * The time of the main thread that clients may use: what an answer costs is measured and charged to its address, and
 * to all strangers or all members together, since the same thread votes (ATTACK costly-answers).
 */
import { Allowances } from '../allowances.ts';
import { threadTimeMs } from '../thread-time.ts';
import type { Client } from './clients.ts';
import { SERVING_LIMITS } from './limits.ts';

type Pool = 'members' | 'strangers';

export interface WorkTimeLimits {
  /** Milliseconds of the main thread a second, for one address and for each of the two pools. */
  readonly ofOneAddress: number;
  readonly ofStrangers: number;
  readonly ofMembers: number;
}

export class WorkTime {
  readonly #limits: WorkTimeLimits;
  readonly #usedMs: () => number;
  readonly #addresses: Allowances;
  readonly #pools: { readonly [P in Pool]: Allowances };
  #spentMs = 0;
  #isMeasuring = false;

  /** @param usedMs how much processor time the thread has used. */
  constructor(limits: WorkTimeLimits = SERVING_LIMITS.workMs, usedMs: () => number = threadTimeMs) {
    this.#usedMs = usedMs;
    const pool = (perSecond: number, names: number): Allowances =>
      new Allowances({ perSecond, atOnce: SERVING_LIMITS.workBurstSeconds * perSecond, names });
    this.#limits = limits;
    this.#addresses = pool(limits.ofOneAddress, SERVING_LIMITS.addresses);
    this.#pools = { members: pool(limits.ofMembers, 1), strangers: pool(limits.ofStrangers, 1) };
  }

  /** Milliseconds spent on clients since the start. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** 0 when a client may be worked for, or in how many milliseconds it may. */
  waitMs(client: Client, nowMs: number): number {
    if (client.isMember && this.#left('members', nowMs) > 0) return 0;
    const { ofOneAddress, ofStrangers } = this.#limits;
    const own = this.#addresses.left(client.account, nowMs);
    // Whoever has asked for little goes on for a while when others have used up what is there for all.
    const isModest = own > (SERVING_LIMITS.workBurstSeconds * ofOneAddress) / 2;
    const ofAll = this.#left('strangers', nowMs) + (isModest ? ofStrangers : 0);
    return Math.max(missing(own, ofOneAddress), missing(ofAll, ofStrangers));
  }

  /** Charges what was done for a client: members from what is kept for them, as long as there is any. */
  spend(client: Client, ms: number, nowMs: number): void {
    this.#spentMs += ms;
    if (client.isMember && this.#left('members', nowMs) > 0) {
      this.#pools.members.spend('members', ms, nowMs);
      return;
    }
    this.#addresses.spend(client.account, ms, nowMs);
    this.#pools.strangers.spend('strangers', ms, nowMs);
  }

  /** Does something in this turn and charges the client for it. */
  measure<T>(client: Client, act: () => T): T {
    // What this is a part of is being measured.
    if (this.#isMeasuring) return act();
    const beganMs = this.#usedMs();
    this.#isMeasuring = true;
    try {
      return act();
    } finally {
      this.#isMeasuring = false;
      this.spend(client, this.#usedMs() - beganMs, performance.now());
    }
  }

  /**
   * Does something at the beginning of a turn of the event loop, and charges for the whole turn: for all that follows by
   * promises that are settled already as well.
   * @param payer asked when the turn ends.
   * @param ended called when it ends.
   */
  measureTurn(payer: () => Client, act: () => void, ended: () => void): void {
    const beganMs = this.#usedMs();
    this.#isMeasuring = true;
    const end = (): void => {
      this.#isMeasuring = false;
      ended();
      this.spend(payer(), this.#usedMs() - beganMs, performance.now());
    };
    try {
      act();
    } finally {
      // After a microtask the ticks come only once no microtask is left, and before the next turn.
      queueMicrotask(() => process.nextTick(end));
    }
  }

  #left(pool: Pool, nowMs: number): number {
    return this.#pools[pool].left(pool, nowMs);
  }
}

/** In how many milliseconds an allowance that was overdrawn holds something again. */
function missing(left: number, perSecond: number): number {
  return left > 0 ? 0 : Math.ceil(((1 - left) / perSecond) * 1_000);
}
