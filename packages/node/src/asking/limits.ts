/** Bounds of asking peers, each with its reason. */

export const ASKING_LIMITS = {
  /** Who has not answered by then is left, and the next is asked beside it; twice as long with each that is left. */
  patienceMs: 1_000,
  /** The longest patience: the largest answer over a link of 10 Mbit/s. */
  maxPatienceMs: 8_000,
  /** How long a peer is asked only when nobody else is left, after it was slow or failed; doubled with each time. */
  pauseMs: 1_000,
  /** The same after something that no correct peer says. */
  wrongPauseMs: 10_000,
  /** The longest pause: a peer that has been mended is used again within it. */
  maxPauseMs: 600_000,
  /** What an answer is taken to cost of a peer that has not been measured: it is tried when the quick ones are busy. */
  unmeasuredMs: 250,
  /** An answer that brings a part counts as if the rest would take as long, but no more often than this. */
  maxParts: 50,
  /** What was measured counts for half after this time: who was slow once is tried again. */
  halfLifeMs: 60_000,
} as const;
