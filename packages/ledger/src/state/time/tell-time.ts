/**
 * Keeps the agreed time: each block brings what its proposer's clock showed, and the agreed time is the (f + 1)-th
 * latest of what the seats last said. f seats alone cannot reach it and f that say nothing cannot hold it up
 * (PROTOCOL deadlines, ATTACK clock-forward-dated).
 */
import {
  type ClockValue,
  type ConsensusValidator,
  faultTolerance,
  stateKey,
  validatorIndex,
} from '../../block/index.ts';
import { invariant } from '../../errors/index.ts';
import { required, type StateView } from '../state-view.ts';

/** What a header says of whoever built the block, and when. */
export interface Testimony {
  readonly height: number;
  /** The validator key of the proposer. */
  readonly proposer: Uint8Array;
  readonly clockMs: number;
}

/** What the validators' clocks say. Genesis writes it and nothing deletes it. */
export function clockOf(state: Pick<StateView, 'get'>): ClockValue {
  return required(state, stateKey.clock);
}

/**
 * What the clocks say once a block has brought its testimony.
 * @param validators the set that decides the block: who has left it is forgotten, who is new has said nothing yet.
 */
export function clockAfter(
  before: ClockValue,
  { height, proposer, clockMs }: Testimony,
  validators: readonly ConsensusValidator[],
): ClockValue {
  const position = validatorIndex(validators, proposer);
  invariant(position >= 0, 'the proposer has no seat in the set that decides its block');
  const said = new Map(before.seats.map((seat) => [seat.agency, seat]));
  const seats = validators.flatMap(({ agency }, i) => {
    if (i === position) return [{ agency, clockMs, height }];
    const seat = said.get(agency);
    return seat ? [seat] : [];
  });
  const latest = seats.map((seat) => seat.clockMs).sort((a, b) => b - a)[faultTolerance(validators.length)] ?? 0;
  return { agreedMs: Math.max(before.agreedMs, latest), seats };
}

/** Takes the testimony of a block into the state, before its transactions are executed. */
export function tellTime(state: StateView, testimony: Testimony, validators: readonly ConsensusValidator[]): void {
  state.set(stateKey.clock, clockAfter(clockOf(state), testimony, validators));
}

/**
 * Whether blocks by f + 1 different validators have followed the block of a height, so that a correct one has had its
 * turn since. The count is over the seats of the present set.
 */
export function haveTakenTurns(state: Pick<StateView, 'get'>, height: number): boolean {
  const seatsInAll = state.get(stateKey.validators)?.current.length ?? 0;
  return clockOf(state).seats.filter((seat) => seat.height > height).length > faultTolerance(seatsInAll);
}
