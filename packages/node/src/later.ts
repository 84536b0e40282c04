/** Waiting as a part that is handed in: tests decide when time passes, and whoever stops cancels what it waits for. */

/** Calls back once after a time in milliseconds; gives the way to cancel. */
export type Later = (delayMs: number, run: () => void) => () => void;

/** By the timers of the system. */
export const later: Later = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};
