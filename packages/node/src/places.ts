/**
 * Places that clients take up, such as connections: bounded in all and by address, with a part that only members can
 * take. When there is none left, whoever holds most gives one up for whoever holds less, so that no address keeps
 * another out however many it opens (ATTACK idle-connections).
 */

export interface PlaceLimits {
  readonly all: number;
  readonly ofOneAddress: number;
  /** Of all places: those that strangers cannot take. */
  readonly keptForMembers: number;
}

/** Who asks for a place. */
export interface PlaceHolder {
  /** The account of an address; null for one that many clients share, such as a proxy's, which is not bounded. */
  readonly account: string | null;
  readonly isMember: boolean;
}

interface Holding extends PlaceHolder {
  isBusy: boolean;
}

export class Places<T> {
  readonly #limits: PlaceLimits;
  /** All holdings in the order of their last use, those that were quiet longest first. */
  readonly #holdings = new Map<T, Holding>();
  readonly #byAccount = new Map<string, Set<T>>();
  #strangers = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#holdings.size;
  }

  has(item: T): boolean {
    return this.#holdings.has(item);
  }

  /** How many an account holds. */
  of(account: string): number {
    return this.#byAccount.get(account)?.size ?? 0;
  }

  /**
   * Takes a place.
   * @returns what has to give way, which has lost its place already; null when nothing has to, and undefined when there
   * is no place for this one.
   */
  take(item: T, holder: PlaceHolder): T | null | undefined {
    const { account, isMember } = holder;
    const { all, ofOneAddress, keptForMembers } = this.#limits;
    let leaving: T | null | undefined = null;
    if (account !== null && this.of(account) >= ofOneAddress) leaving = this.#idlestOf(account);
    else if (this.size >= all || (!isMember && this.#strangers >= all - keptForMembers)) leaving = this.#leaver(holder);
    if (leaving === undefined) return undefined;
    if (leaving !== null) this.leave(leaving);
    this.#enter(item, { ...holder, isBusy: false });
    return leaving;
  }

  /** It is used now; while it is busy an idle one of its account gives way first. */
  touch(item: T, isBusy: boolean): void {
    const holding = this.#holdings.get(item);
    if (!holding) return;
    holding.isBusy = isBusy;
    this.#holdings.delete(item);
    this.#holdings.set(item, holding);
  }

  /** It turns out whose it is. @returns false when that address holds as many as it may. */
  assign(item: T, holder: PlaceHolder): boolean {
    const holding = this.#holdings.get(item);
    if (!holding || (holding.account === holder.account && holding.isMember === holder.isMember)) return true;
    const isFull =
      holder.account !== null &&
      holder.account !== holding.account &&
      this.of(holder.account) >= this.#limits.ofOneAddress;
    if (isFull) return false;
    this.leave(item);
    this.#enter(item, { ...holder, isBusy: holding.isBusy });
    return true;
  }

  leave(item: T): void {
    const holding = this.#holdings.get(item);
    if (!holding) return;
    this.#holdings.delete(item);
    if (!holding.isMember) this.#strangers -= 1;
    const { account } = holding;
    const same = account === null ? undefined : this.#byAccount.get(account);
    if (!same) return;
    same.delete(item);
    if (same.size === 0 && account !== null) this.#byAccount.delete(account);
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#holdings.keys();
  }

  #enter(item: T, holding: Holding): void {
    this.#holdings.set(item, holding);
    if (!holding.isMember) this.#strangers += 1;
    if (holding.account === null) return;
    const same = this.#byAccount.get(holding.account) ?? new Set();
    same.add(item);
    this.#byAccount.set(holding.account, same);
  }

  /** Who gives way when all places are taken: one of whoever holds most; no stranger makes a member give way. */
  #leaver({ account, isMember }: PlaceHolder): T | undefined {
    const strangersOnly = !isMember;
    const counts = new Map<string | null, number>();
    for (const holding of this.#holdings.values()) {
      if (strangersOnly && holding.isMember) continue;
      counts.set(holding.account, (counts.get(holding.account) ?? 0) + 1);
    }
    let most: string | null = account;
    for (const [candidate, count] of counts) if (count > (counts.get(most) ?? 0)) most = candidate;
    const ofMost = (holding: Holding): boolean => holding.account === most;
    const idle = this.#first((holding) => ofMost(holding) && !holding.isBusy, strangersOnly);
    if (idle !== undefined) return idle;
    // Nothing of it is idle: it still gives way to whoever holds less, even with this one.
    if ((counts.get(account) ?? 0) + 1 < (counts.get(most) ?? 0)) return this.#first(ofMost, strangersOnly);
    return this.#first(({ isBusy }) => !isBusy, strangersOnly);
  }

  #idlestOf(account: string): T | undefined {
    return this.#first((holding) => holding.account === account && !holding.isBusy, false);
  }

  #first(fits: (holding: Holding) => boolean, strangersOnly: boolean): T | undefined {
    for (const [item, holding] of this.#holdings) {
      if (!(strangersOnly && holding.isMember) && fits(holding)) return item;
    }
    return undefined;
  }
}
