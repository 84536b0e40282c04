/**
 * Whom to ask: one piece of code for blocks, bodies, sealed content and shares. The quickest of late come first; who is
 * slow is left, and the next is asked beside it; who is short, wrong or silent comes last, for longer each time. So a
 * lying peer costs a moment, then twice as long a moment after twice the time (ATTACK slow-peer, ATTACK short-answers).
 */
import { AnnalsError } from '@annals/ledger/errors';
import type { Later } from '../later.ts';
import type { Network, PeerName } from '../network/network.ts';
import { ASKING_LIMITS } from './limits.ts';
import { PeerRecord } from './peer-record.ts';

/** What an attempt came to. */
export type Outcome =
  /** As much as was asked for, or as one answer holds. */
  | { readonly type: 'useful' }
  /** Some of it: one part in so many. */
  | { readonly type: 'short'; readonly parts: number }
  /** Nothing, which a correct peer may say as well. */
  | { readonly type: 'empty' };

export interface Question {
  /** Asked before all others, unless it has failed lately. */
  readonly first?: PeerName | null;
  /** At most so many are asked. */
  readonly mostPeers?: number;
  /** Until the next peer is asked beside one that has not answered. */
  readonly patienceMs?: number;
  readonly isDone: () => boolean;
  /** Asks one peer and takes what it says. What it throws is a fault of this peer, an AnnalsError a lie. */
  readonly attempt: (peer: PeerName) => Promise<Outcome>;
}

export interface PeerChoiceParts {
  readonly network: Pick<Network, 'peers'>;
  readonly nowMs: () => number;
  readonly later: Later;
  /** How long a peer that had nothing is not asked again; 0 where it may have it in a moment. */
  readonly restMs: number;
}

export class PeerChoice {
  readonly #parts: PeerChoiceParts;
  readonly #records = new Map<PeerName, PeerRecord>();

  constructor(parts: PeerChoiceParts) {
    this.#parts = parts;
  }

  /** Asks peers, one after the other and beside those that are slow, until it is done or nobody is left to ask. */
  ask(question: Question): Promise<void> {
    return new Promise((resolve) => new Asking(this, question, this.#parts.later, resolve).next());
  }

  /** The next to be asked of those that are connected: who is paused only where nobody has answered. */
  next(asked: ReadonlySet<PeerName>, first: PeerName | null, mayTakePaused: boolean): PeerName | undefined {
    const nowMs = this.#parts.nowMs();
    const fit = this.#connected().filter((peer) => !asked.has(peer) && !this.record(peer).isResting(nowMs));
    const isPaused = (peer: PeerName) => this.record(peer).isPaused(nowMs);
    if (first !== null && fit.includes(first) && !isPaused(first)) return first;
    const cheapest = (peers: readonly PeerName[]) =>
      peers.toSorted((a, b) => this.record(a).costMs(nowMs) - this.record(b).costMs(nowMs))[0];
    return cheapest(fit.filter((peer) => !isPaused(peer))) ?? (mayTakePaused ? cheapest(fit) : undefined);
  }

  record(peer: PeerName): PeerRecord {
    let record = this.#records.get(peer);
    if (!record) {
      this.#forgetThoseThatLeft();
      record = new PeerRecord();
      this.#records.set(peer, record);
    }
    return record;
  }

  /** Whether a peer has answered rightly of late, as far as is known. */
  isTrusted(peer: PeerName): boolean {
    return !this.record(peer).isPaused(this.#parts.nowMs());
  }

  /** Something that it said has proven wrong. */
  blame(peer: PeerName): void {
    const { nowMs, restMs } = this.#parts;
    this.record(peer).noteFault(true, nowMs());
    this.record(peer).rest(nowMs() + restMs);
  }

  /** Those that had nothing a moment ago may be asked again. */
  endRests(): void {
    for (const record of this.#records.values()) record.rest(0);
  }

  /** One attempt with a peer, noted. Resolves to whether it gave an answer. */
  async attempt(peer: PeerName, attempt: Question['attempt']): Promise<boolean> {
    const { nowMs, restMs } = this.#parts;
    const record = this.record(peer);
    const beganMs = nowMs();
    record.underWay += 1;
    try {
      const outcome = await attempt(peer);
      const parts = outcome.type === 'short' ? outcome.parts : 1;
      if (outcome.type === 'empty') record.rest(nowMs() + restMs);
      else record.noteAnswer(nowMs() - beganMs, parts, nowMs());
      return true;
    } catch (cause) {
      if (cause instanceof AnnalsError) this.blame(peer);
      else record.noteFault(false, nowMs());
      return false;
    } finally {
      record.underWay -= 1;
    }
  }

  /** A peer has been asked and did not answer in time. */
  noteSlow(peer: PeerName): void {
    this.record(peer).noteFault(false, this.#parts.nowMs());
  }

  #connected(): PeerName[] {
    return this.#parts.network.peers().flatMap(({ peer, connected }) => (connected ? [peer] : []));
  }

  #forgetThoseThatLeft(): void {
    const members = new Set(this.#parts.network.peers().map(({ peer }) => peer));
    for (const peer of this.#records.keys()) if (!members.has(peer)) this.#records.delete(peer);
  }
}

/** One question on its way from peer to peer. */
class Asking {
  readonly #choice: PeerChoice;
  readonly #question: Question;
  readonly #later: Later;
  readonly #end: () => void;
  readonly #asked = new Set<PeerName>();
  #underWay = 0;
  #left = 0;
  #hasAnswer = false;
  /** Nobody is left to ask; those that were left may still say something. */
  #isWaiting = false;
  #isOver = false;
  #cancelPatience: (() => void) | undefined;

  constructor(choice: PeerChoice, question: Question, later: Later, end: () => void) {
    this.#choice = choice;
    this.#question = question;
    this.#later = later;
    this.#end = end;
  }

  next(): void {
    this.#cancelPatience?.();
    if (this.#isOver) return;
    const { first = null, mostPeers = Infinity, isDone } = this.#question;
    if (isDone()) {
      this.#finish();
      return;
    }
    const mayAsk = this.#asked.size < mostPeers;
    const peer = mayAsk ? this.#choice.next(this.#asked, first, !this.#hasAnswer) : undefined;
    if (peer !== undefined) {
      this.#ask(peer);
      return;
    }
    // Who was left may be the only one that has it, where nobody has said anything.
    this.#isWaiting = true;
    if (this.#hasAnswer || this.#underWay === 0) this.#finish();
  }

  #ask(peer: PeerName): void {
    this.#asked.add(peer);
    this.#underWay += 1;
    const { patienceMs = ASKING_LIMITS.patienceMs } = this.#question;
    let isLeft = false;
    this.#cancelPatience = this.#later(Math.min(patienceMs * 2 ** this.#left, ASKING_LIMITS.maxPatienceMs), () => {
      isLeft = true;
      this.#left += 1;
      this.#choice.noteSlow(peer);
      this.next();
    });
    void this.#choice.attempt(peer, this.#question.attempt).then((hasAnswered) => {
      this.#underWay -= 1;
      this.#hasAnswer ||= hasAnswered;
      if (!isLeft || this.#isWaiting || this.#question.isDone()) this.next();
    });
  }

  #finish(): void {
    this.#isOver = true;
    this.#end();
  }
}
