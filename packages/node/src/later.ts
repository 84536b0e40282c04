/** Waiting as a part that is handed in: tests decide when time passes, and whoever stops cancels what it waits for. */

/** Calls back once after a time in milliseconds; gives the way to cancel. */
export type Later = (delayMs: number, run: () => void) => () => void;

/** The system takes a longer time for none at all. */
const LONGEST_MS = 2 ** 31 - 1;

/** By the timers of the system. What would wait for more than 24 days, as after a clock was set back, comes early. */
export const later: Later = (delayMs, run) => {
  const timer = setTimeout(run, Math.min(delayMs, LONGEST_MS));
  return () => clearTimeout(timer);
};
