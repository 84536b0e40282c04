/** What is remembered of one peer: how quickly it answered of late, and whether it is to be asked at all. */
import { ASKING_LIMITS } from './limits.ts';

/** How much of a new measurement counts. */
const WEIGHT = 0.3;

export class PeerRecord {
  #costMs: number = ASKING_LIMITS.unmeasuredMs;
  #measuredMs = 0;
  #faults = 0;
  #pausedUntilMs = 0;
  #restsUntilMs = 0;
  /** Requests under way. */
  underWay = 0;

  /** What an answer of it is likely to cost now, with what it has under way. */
  costMs(nowMs: number): number {
    const { unmeasuredMs, halfLifeMs } = ASKING_LIMITS;
    const left = 0.5 ** (Math.max(0, nowMs - this.#measuredMs) / halfLifeMs);
    return (unmeasuredMs + (this.#costMs - unmeasuredMs) * left) * (1 + this.underWay);
  }

  /** Whether it has failed lately, and is asked only when nobody else is left. */
  isPaused(nowMs: number): boolean {
    return nowMs < this.#pausedUntilMs;
  }

  /** Whether it had nothing a moment ago. */
  isResting(nowMs: number): boolean {
    return nowMs < this.#restsUntilMs;
  }

  /** It brought something: all that was asked for, or one part in so many. */
  noteAnswer(tookMs: number, parts: number, nowMs: number): void {
    const costMs = tookMs * Math.min(parts, ASKING_LIMITS.maxParts);
    this.#costMs = this.costMs(nowMs) / (1 + this.underWay);
    this.#costMs += WEIGHT * (costMs - this.#costMs);
    this.#measuredMs = nowMs;
    if (parts <= 1) this.#faults = Math.floor(this.#faults / 2);
  }

  /** It did not answer in time, not at all, or with what no correct peer says. */
  noteFault(isWrong: boolean, nowMs: number): void {
    const { pauseMs, wrongPauseMs, maxPauseMs } = ASKING_LIMITS;
    const pause = (isWrong ? wrongPauseMs : pauseMs) * 2 ** this.#faults;
    this.#faults += 1;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + Math.min(pause, maxPauseMs));
  }

  rest(untilMs: number): void {
    this.#restsUntilMs = untilMs;
  }
}
