/** How old an answer may be to be called the present. */

/**
 * The newest block of a network that works is seconds old, and of an idle one as old as its heartbeat (half a minute by
 * default). A node that is further behind is no witness of the present.
 */
export const FRESH_ANSWER_MS = 10 * 60_000;
