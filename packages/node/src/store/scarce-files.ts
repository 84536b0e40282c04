/**
 * What to do when the system has no file descriptor to give: wait a little and try again, since connections end and
 * other processes close files (ATTACK descriptors-used-up). Only what opens a file may be tried again: nothing has been
 * written then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SCARCITY_LIMITS } from './limits.ts';

/** EMFILE, ENFILE and EAGAIN, by their codes and as LevelDB words them. */
const SCARCE = /\b(EMFILE|ENFILE|EAGAIN)\b|too many open files|temporarily unavailable/i;

/** Whether a failure, or what caused it, says that no descriptor was to be had. */
export function isScarcity(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause } = error as { readonly code?: unknown; readonly message?: unknown; cause?: unknown };
  return SCARCE.test(`${code} ${message}`) || isScarcity(cause);
}

/** Does what opens a file, again after growing pauses while descriptors are scarce. @throws what the last try threw. */
export async function whileScarce<T>(act: () => Promise<T>): Promise<T> {
  const { firstPauseMs, longestPauseMs, triedForMs } = SCARCITY_LIMITS;
  let waitedMs = 0;
  for (let pauseMs: number = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await act();
    } catch (error) {
      if (waitedMs >= triedForMs || !isScarcity(error)) throw error;
      await sleep(pauseMs);
      waitedMs += pauseMs;
    }
  }
}

/** The same where nothing may happen in between, as in the execution of a block: the process stands still meanwhile. */
export function standingStillWhileScarce<T>(act: () => T): T {
  const { firstPauseMs, stoodStillForMs } = SCARCITY_LIMITS;
  let waitedMs = 0;
  for (let pauseMs: number = firstPauseMs; ; pauseMs *= 2) {
    try {
      return act();
    } catch (error) {
      if (waitedMs >= stoodStillForMs || !isScarcity(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
      waitedMs += pauseMs;
    }
  }
}
