/**
 * Turns on the main thread: whoever has much to do does a piece of it at a time, and between the pieces of one turn and
 * those of the next everything else that waits for the event loop, consensus above all, gets its time. Accounts take
 * turns, whatever each has waiting, so that one that sends much waits for itself (ATTACK one-queue-for-all).
 */
import type { PeerAccount } from './network/peer-account.ts';

/** What one account may do in a turn. A piece that is begun within it is finished. */
const TURN_MS = 2;
/**
 * Pieces that are begun and not done: enough to keep a thread that verifies signatures busy for some milliseconds. More
 * would only wait there, where nobody takes turns.
 */
const UNDER_WAY = 64;

/** Begins a piece of work; what it returns is settled when the piece is done. It throws nothing. */
type Piece = () => Promise<unknown>;

export class Turns {
  readonly #nowMs: () => number;
  /** By account, the next to have its turn first. */
  readonly #urgent = new Map<string, Piece[]>();
  readonly #usual = new Map<string, Piece[]>();
  #underWay = 0;
  #isPlanned = false;
  /** Whether somebody has had a turn in this turn of the event loop. */
  #isTaken = false;

  /** @param nowMs a clock that never jumps. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /**
   * Does a piece of work when it is the turn of the account. What is urgent goes before what is not, in its order.
   * Resolves once it has begun, which is never before whoever asks lets go.
   */
  begin(account: string, isUrgent: boolean, piece: Piece): Promise<void> {
    const waiting = isUrgent ? this.#urgent : this.#usual;
    return new Promise((resolve) => {
      const pieces = waiting.get(account) ?? [];
      pieces.push(() => {
        const done = piece();
        resolve();
        return done;
      });
      waiting.set(account, pieces);
      this.#plan();
    });
  }

  #plan(): void {
    if (this.#isPlanned || this.#isTaken || this.#underWay >= UNDER_WAY) return;
    if (this.#urgent.size + this.#usual.size === 0) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      this.#isTaken = true;
      setImmediate(() => {
        this.#isTaken = false;
        this.#plan();
      });
      this.#pass();
    });
  }

  /** The turn of one account. */
  #pass(): void {
    const waiting = this.#urgent.size > 0 ? this.#urgent : this.#usual;
    for (const [account, pieces] of waiting) {
      const untilMs = this.#nowMs() + TURN_MS;
      let begun = 0;
      do {
        this.#do(pieces[begun] as Piece);
        begun += 1;
      } while (begun < pieces.length && this.#underWay < UNDER_WAY && this.#nowMs() < untilMs);
      pieces.splice(0, begun);
      // To the end of the line.
      waiting.delete(account);
      if (pieces.length > 0) waiting.set(account, pieces);
      return;
    }
  }

  #do(piece: Piece): void {
    this.#underWay += 1;
    const done = (): void => {
      this.#underWay -= 1;
      this.#plan();
    };
    piece().then(done, done);
  }
}

/** Works for a peer when it has time left and it is its turn; what that comes to. */
export async function onTurn<T>(turns: Turns, account: PeerAccount, work: () => Promise<T>): Promise<T> {
  await account.turn();
  let outcome: Promise<T> | undefined;
  await turns.begin(account.name, false, () => {
    outcome = work();
    return outcome.catch(() => undefined);
  });
  return outcome as unknown as Promise<T>;
}
