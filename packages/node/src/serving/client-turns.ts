/**
 * What clients ask for is worked on in turns: few requests at once, by address and in all, members' apart from those of
 * strangers; the others wait, and addresses take turns. Each piece of a request, from one wait to the next, has a turn
 * of the event loop of its own, all of which is measured and charged before the next piece begins
 * (ATTACK burst-before-charge, ATTACK uncharged-after-await).
 */
import { isPromise } from 'node:util/types';
import { AnnalsError, invariant } from '@annals/ledger/errors';
import { later } from '../later.ts';
import { WaitingRoom } from '../waiting-room.ts';
import type { Client } from './clients.ts';
import { SERVING_LIMITS } from './limits.ts';
import type { WorkTime } from './work-time.ts';

/** Who asks for something. */
export interface Asker {
  /** Whose account it is on: a request may prove meanwhile that it is a member's. */
  readonly client: () => Client;
  /** Whether nobody waits for the answer any more. */
  readonly isGone: () => boolean;
  /** What a request is told whose client may be worked for in so many milliseconds and not before. */
  readonly refusal: (waitMs: number) => Error;
}

export type TurnLimits = { readonly [L in keyof typeof SERVING_LIMITS.turns]: number };

/** A request that waits or is worked on. */
interface Asked {
  readonly asker: Asker;
  /** By whom its place is counted: whoever it was from when it came. */
  readonly client: Client;
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
  hasPlace: boolean;
}

export class ClientTurns {
  readonly #work: WorkTime;
  readonly #limits: TurnLimits;
  readonly #waiting: WaitingRoom<Asked>;
  /** Requests that are worked on, by account, and of members and strangers together. */
  readonly #ofAccounts = new Map<string, number>();
  readonly #ofAll = { members: 0, strangers: 0 };
  /** Whose piece of work the present turn of the event loop is. */
  #current: Asked | undefined;

  constructor(work: WorkTime, limits: TurnLimits = SERVING_LIMITS.turns) {
    this.#work = work;
    this.#limits = limits;
    this.#waiting = new WaitingRoom(limits);
  }

  /** Whether requests wait for a place. */
  get isFull(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Answers a request when it is its turn; it keeps its place until it is answered.
   * @throws AnnalsError `node.busy` when too many wait, and whatever answering throws.
   */
  take<T>(asker: Asker, answer: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const asked: Asked = {
        asker,
        client: asker.client(),
        begin: () =>
          void answer()
            .then(resolve, reject)
            .finally(() => this.#leave(asked)),
        refuse: reject,
        hasPlace: false,
      };
      const { account, isMember } = asked.client;
      const leaving = this.#waiting.enter(asked, account, isMember);
      const busy = (): Error => new AnnalsError('node.busy', 'too many requests wait to be answered');
      if (leaving === undefined) reject(busy());
      else leaving?.refuse(busy());
      this.#next();
    });
  }

  /**
   * A part of the node as whoever answers requests sees it: what is waited for there comes in a piece of work of its
   * own. So nothing that follows is free, whichever route it is in.
   */
  within<T extends object>(part: T): T {
    return this.#watched(part, (asked, outcome) => {
      this.#work.spend(asked.asker.client(), this.#limits.readWorkMs, performance.now());
      return this.#resumed(asked, outcome);
    });
  }

  /** The same for a part that waits for others, such as validators: meanwhile a request gives up its place. */
  elsewhere<T extends object>(part: T): T {
    return this.#watched(part, (asked, outcome) => {
      this.#leave(asked);
      return this.#resumed(asked, outcome);
    });
  }

  /** Waits for what no such part gives, within an answer. */
  inTurn<T>(outcome: Promise<T>): Promise<T> {
    return this.#resumed(this.#asked(), outcome);
  }

  /**
   * Waits for others without its place, within an answer, and goes on at once: what is left is to say what has become
   * of something, which whoever asked must hear although others have used up the time of all.
   */
  waitFor<T>(outcome: Promise<T>): Promise<T> {
    const asked = this.#asked();
    this.#leave(asked);
    return this.#resumed(asked, outcome, true);
  }

  #watched<T extends object>(part: T, resume: (asked: Asked, outcome: Promise<unknown>) => Promise<unknown>): T {
    const methods = new Map<PropertyKey, unknown>();
    return new Proxy(part, {
      get: (_target, name) => {
        const known = methods.get(name);
        if (known !== undefined) return known;
        // Of the part itself, whose private fields no proxy has.
        const value: unknown = Reflect.get(part, name, part);
        if (typeof value !== 'function') return value;
        const method = (...given: unknown[]): unknown => {
          const outcome: unknown = Reflect.apply(value, part, given);
          return isPromise(outcome) ? resume(this.#asked(), outcome) : outcome;
        };
        methods.set(name, method);
        return method;
      },
    });
  }

  #asked(): Asked {
    // Whoever waits for something that no turn was given for would be worked for freely from then on.
    invariant(this.#current !== undefined, 'a request is worked on in no turn of its own');
    return this.#current;
  }

  #resumed<T>(asked: Asked, outcome: Promise<T>, isAtOnce = false): Promise<T> {
    return new Promise((resolve, reject) => {
      const goOn = (settle: () => void): void => {
        if (isAtOnce) setImmediate(() => this.#piece(asked, settle));
        else this.#goOn(asked, settle, reject);
      };
      outcome.then(
        (value) => goOn(() => resolve(value)),
        (error: unknown) => goOn(() => reject(error)),
      );
    });
  }

  /**
   * The next piece of a request that has begun. Where its client has used up its time it pauses: to refuse it would
   * waste what was done, so that under a flood nothing would ever be answered that takes more than one piece.
   */
  #goOn(asked: Asked, settle: () => void, reject: (error: Error) => void, pausedMs = 0): void {
    setImmediate(() => {
      const { asker } = asked;
      const { longestPauseMs } = this.#limits;
      const waitMs = this.#work.waitMs(asker.client(), performance.now());
      if (asker.isGone()) reject(new AnnalsError('node.busy', 'whoever asked has gone'));
      else if (waitMs === 0) this.#piece(asked, settle);
      else if (pausedMs + waitMs > longestPauseMs) reject(asker.refusal(waitMs));
      else later(waitMs, () => this.#goOn(asked, settle, reject, pausedMs + waitMs));
    });
  }

  #next(): void {
    for (;;) {
      const asked = this.#waiting.next(({ account, isMember }) => this.#hasPlaceFor(account, isMember));
      if (!asked) return;
      this.#enter(asked);
      setImmediate(() => {
        if (asked.asker.isGone()) {
          asked.refuse(new AnnalsError('node.busy', 'whoever asked has gone'));
          this.#leave(asked);
        } else {
          this.#piece(asked, asked.begin);
        }
      });
    }
  }

  /** Nothing else is done in this turn of the event loop. */
  #piece(asked: Asked, act: () => void): void {
    this.#current = asked;
    this.#work.measureTurn(asked.asker.client, act, () => {
      this.#current = undefined;
    });
  }

  #hasPlaceFor(account: string, isMember: boolean): boolean {
    const { ofMembers, ofStrangers, ofOneAddress } = this.#limits;
    if ((this.#ofAccounts.get(account) ?? 0) >= ofOneAddress) return false;
    return isMember ? this.#ofAll.members < ofMembers : this.#ofAll.strangers < ofStrangers;
  }

  #enter(asked: Asked): void {
    const { account, isMember } = asked.client;
    asked.hasPlace = true;
    this.#ofAccounts.set(account, (this.#ofAccounts.get(account) ?? 0) + 1);
    this.#ofAll[isMember ? 'members' : 'strangers'] += 1;
  }

  #leave(asked: Asked): void {
    if (!asked.hasPlace) return;
    asked.hasPlace = false;
    const { account, isMember } = asked.client;
    const others = (this.#ofAccounts.get(account) ?? 0) - 1;
    if (others > 0) this.#ofAccounts.set(account, others);
    else this.#ofAccounts.delete(account);
    this.#ofAll[isMember ? 'members' : 'strangers'] -= 1;
    this.#next();
  }
}
