/**
 * What waits for the node, such as bodies that are to be read: members and strangers in turns, and among each the addresses in turns. A part of the
 * places is the members' own. When those of the strangers are taken, whoever has most of them gives one up for whoever
 * has less, so that no address keeps another out (ATTACK waiting-places).
 */

export interface WaitingRoomLimits {
  /** Places in all. */
  readonly waiting: number;
  /** Of these: those that strangers cannot take. */
  readonly waitingKeptForMembers: number;
}

/** Whose turn it could be. */
export interface InLine {
  readonly account: string;
  readonly isMember: boolean;
}

export class WaitingRoom<T> {
  readonly #limits: WaitingRoomLimits;
  /** By address; the first address is the next whose first body is read. */
  readonly #members = new Map<string, T[]>();
  readonly #strangers = new Map<string, T[]>();
  #membersAreNext = true;

  constructor(limits: WaitingRoomLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return sizeOf(this.#members) + sizeOf(this.#strangers);
  }

  /** @returns what gives way to it; null when nothing has to, and undefined when there is no place for it. */
  enter(item: T, account: string, isMember: boolean): T | null | undefined {
    const { waiting, waitingKeptForMembers } = this.#limits;
    const [members, strangers] = [sizeOf(this.#members), sizeOf(this.#strangers)];
    const hasPlace = members + strangers < waiting && (isMember || strangers < waiting - waitingKeptForMembers);
    const lines = isMember ? this.#members : this.#strangers;
    const leaving = hasPlace ? null : leaver(lines, account);
    if (leaving === undefined) return undefined;
    const line = lines.get(account) ?? [];
    line.push(item);
    lines.set(account, line);
    return leaving;
  }

  /** Takes out whose turn it is, of those that may go. */
  next(mayGo: (one: InLine) => boolean = () => true): T | undefined {
    const [first, second] = this.#membersAreNext ? [this.#members, this.#strangers] : [this.#strangers, this.#members];
    this.#membersAreNext = !this.#membersAreNext;
    const nextOf = (lines: Map<string, T[]>): T | undefined =>
      nextIn(lines, (account) => mayGo({ account, isMember: lines === this.#members }));
    return nextOf(first) ?? nextOf(second);
  }

  /** Takes out all. */
  clear(): T[] {
    const all = [...this.#members.values(), ...this.#strangers.values()].flat();
    this.#members.clear();
    this.#strangers.clear();
    return all;
  }
}

function sizeOf(lines: ReadonlyMap<string, readonly unknown[]>): number {
  let size = 0;
  for (const { length } of lines.values()) size += length;
  return size;
}

/** The newest of whoever has most, if that is more than this account would have. */
function leaver<T>(lines: ReadonlyMap<string, T[]>, account: string): T | undefined {
  let longest: T[] = [];
  for (const line of lines.values()) if (line.length > longest.length) longest = line;
  return longest.length > (lines.get(account)?.length ?? 0) + 1 ? longest.pop() : undefined;
}

function nextIn<T>(lines: Map<string, T[]>, mayGo: (account: string) => boolean): T | undefined {
  for (const [account, line] of lines) {
    if (!mayGo(account)) continue;
    const item = line.shift();
    // To the end of the line of addresses.
    lines.delete(account);
    if (line.length > 0) lines.set(account, line);
    if (item !== undefined) return item;
  }
  return undefined;
}
