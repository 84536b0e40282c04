/**
 * Room for waiting transactions, in number and in bytes, for many who want it. Nobody holds more than a fixed multiple
 * of what is still free: so whoever is alone fills a set share, k greedy ones leave one part in 1 + k * share / (1 - share)
 * free, and whoever has nothing in it gets in (the dynamic thresholds of Choudhury and Hahne 1998; ATTACK pool-filled).
 */

export interface RoomSize {
  readonly count: number;
  readonly bytes: number;
  /** What one fills of it that is alone, up to 100. */
  readonly percentOfOne: number;
}

interface Held {
  count: number;
  bytes: number;
}

export class Room {
  readonly #size: RoomSize;
  readonly #holders = new Map<string, Held>();
  readonly #all: Held = { count: 0, bytes: 0 };

  constructor(size: RoomSize) {
    this.#size = size;
  }

  /** Whether this holder may put in one more transaction, of so many bytes. */
  hasRoomFor(holder: string, bytes: number): boolean {
    const { count, bytes: held } = this.#holders.get(holder) ?? { count: 0, bytes: 0 };
    return (
      this.#isFair(count + 1, this.#size.count - this.#all.count - 1) &&
      this.#isFair(held + bytes, this.#size.bytes - this.#all.bytes - bytes)
    );
  }

  /** Notes that a transaction of so many bytes came in (1) or went out (-1). */
  note(holder: string, sign: 1 | -1, bytes: number): void {
    const held = this.#holders.get(holder) ?? { count: 0, bytes: 0 };
    this.#holders.set(holder, held);
    for (const sum of [held, this.#all]) {
      sum.count += sign;
      sum.bytes += sign * bytes;
    }
    if (held.count === 0) this.#holders.delete(holder);
  }

  #isFair(held: number, free: number): boolean {
    const { percentOfOne } = this.#size;
    return free >= 0 && held * (100 - percentOfOne) <= free * percentOfOne;
  }
}
