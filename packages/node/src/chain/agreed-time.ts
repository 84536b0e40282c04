/** The time that the validators agree on, by the state after a block (PROTOCOL deadlines). */
import { isRunning, stateKey } from '@annals/ledger/block';
import { readValue, requireValue, type StateSource } from '@annals/ledger/state';

/**
 * By what a validator ends something although no block is made: never by the time of the latest block, which its
 * proposer alone sets.
 */
export function agreedMs(state: StateSource): number {
  return requireValue(state, stateKey.clock).agreedMs;
}

/** The later of this node's clock and the agreed time: neither a clock nor a chain that stands still prolongs anything. */
export function laterMs(state: StateSource, wallMs: number): number {
  return Math.max(wallMs, agreedMs(state));
}

/** Whether a round of a key ceremony has begun and its time has not: that takes blocks by several validators. */
export function awaitsTurns(state: StateSource): boolean {
  const ceremony = readValue(state, stateKey.ceremony);
  return ceremony !== undefined && isRunning(ceremony) && ceremony.sinceHeight !== null && ceremony.untilMs === null;
}
