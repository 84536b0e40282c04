/**
 * Whether a key ceremony is due, judged at the end of every block: there is no key yet, the seats are others than
 * those that the key was shared among, or a validator has asked (PROTOCOL key-ceremony). One runs at a time, and the
 * height at which it begins is its epoch.
 */
import {
  isRunning,
  type KeyCeremony,
  type NetworkKeyInForce,
  type StandbyKey,
  type StateKey,
  stateKey,
  type Validator,
  type ValueOf,
} from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import type { OperationContext, StateView } from '../operation.ts';
import { required } from '../state-view.ts';
import { endCeremony } from './conclude.ts';
import { roundLengthMs, withClockStarted } from './round-time.ts';

type BlockEnd = Pick<OperationContext, 'chain' | 'height' | 'timeMs' | 'time' | 'state'>;

/** Begins the ceremony that is due, if one is; one that runs for other seats is given up. */
export function arrangeCeremony(block: BlockEnd): void {
  const { state } = block;
  const seats = required(state, stateKey.validators).next;
  const key = follow(state, stateKey.networkKey, seats);
  const standby = settleStandby(state, seats, key);
  const last = state.get(stateKey.ceremony);
  if (last && isRunning(last) && areFor(seats, last.seats)) {
    const timed = withClockStarted(block, last, roundLengthMs(last.round, required(state, stateKey.parameters)));
    if (timed !== last) state.set(stateKey.ceremony, timed);
    return;
  }
  if (last && isRunning(last)) endCeremony(block, last, 'abandoned');
  if (isDue(block, seats, { key, standby, last })) begin(block, seats, { key, standby, last });
}

/** What there is already: the key in force, shares that stand by, and the last ceremony. */
interface Present {
  readonly key: NetworkKeyInForce | undefined;
  readonly standby: StandbyKey | undefined;
  readonly last: KeyCeremony | undefined;
}

function isDue(block: BlockEnd, seats: readonly Validator[], { key, standby, last }: Present): boolean {
  const isServed = key && (areFor(seats, key.holders) || (standby && areFor(seats, named(standby.seats))));
  if (isServed) return last?.requestedBy !== null && last?.requestedBy !== undefined;
  if (last?.round !== 'failed' || last.endedMs === null || !areFor(seats, last.seats)) return true;
  return block.time.hasPassed(last.endedMs + pauseMs(block.state, last.failures));
}

/** After failures in a row each next one waits twice as long, so that a network without enough holders does not fill its ledger. */
function pauseMs(state: StateView, failures: number): number {
  const { ceremonyRoundMs, ceremonyRestMs } = required(state, stateKey.parameters);
  return Math.min(ceremonyRestMs, ceremonyRoundMs * 2 ** Math.min(failures - 1, 20));
}

function named(agencies: readonly AgencyId[]): readonly { readonly agency: AgencyId }[] {
  return agencies.map((agency) => ({ agency }));
}

function areFor(seats: readonly Validator[], others: readonly { readonly agency: AgencyId }[]): boolean {
  return (
    seats.length === others.length &&
    seats.every(({ agency }, i) => others[i]?.agency === agency || others.some((other) => other.agency === agency))
  );
}

function begin(block: BlockEnd, seats: readonly Validator[], { key, standby, last }: Present): void {
  const { state, height } = block;
  for (const dealer of last?.dealt ?? []) state.delete(stateKey.dealing((last as KeyCeremony).epoch, dealer));
  for (const index of last?.responded ?? []) state.delete(stateKey.response((last as KeyCeremony).epoch, index));
  const failures = last && last.round === 'failed' && areFor(seats, last.seats) ? last.failures : 0;
  const isSeat = (agency: AgencyId) => seats.some((seat) => seat.agency === agency);
  state.set(stateKey.ceremony, {
    epoch: height,
    round: 'joining',
    sinceHeight: null,
    untilMs: null,
    seats: seats.map(({ agency, peer, address }) => ({ agency, peer, address, key: null })),
    previous: sourceOf(key, standby, failures),
    dealt: [],
    responded: [],
    disqualified: [],
    candidate: null,
    confirmed: [],
    faults: [],
    failures,
    endedMs: null,
    requestedBy: null,
    askers: last?.askers.filter(({ agency }) => isSeat(agency)) ?? [],
    released: last?.released ?? [],
  });
}

/**
 * Whose shares are dealt from: those of the key in force, which all its holders have confirmed. After a failure those
 * that stand by have their turn, since holders of the others may have gone for good.
 */
function sourceOf(
  key: NetworkKeyInForce | undefined,
  standby: StandbyKey | undefined,
  failures: number,
): NetworkKeyInForce | null {
  if (!key || !standby || failures % 2 === 0) return key ?? null;
  return { key: standby.key, holders: standby.holders, sinceHeight: standby.sinceHeight };
}

/** Shares stand by no longer once the key in force is for the present seats and they are not. */
function settleStandby(
  state: StateView,
  seats: readonly Validator[],
  key: NetworkKeyInForce | undefined,
): StandbyKey | undefined {
  const standby = follow(state, stateKey.networkKeyStandby, seats);
  if (!standby || !key || !areFor(seats, key.holders) || areFor(seats, named(standby.seats))) return standby;
  state.delete(stateKey.networkKeyStandby);
  return undefined;
}

/** A holder whose seat has another node or address now is reached there; one that left, where it was. */
function follow<K extends 'network-key' | 'network-key-standby'>(
  state: StateView,
  key: StateKey<K>,
  seats: readonly Validator[],
): ValueOf<K> | undefined {
  const present = state.get(key);
  if (!present) return undefined;
  let changed = false;
  const holders = present.holders.map((holder, i) => {
    const seat = seats[i]?.agency === holder.agency ? seats[i] : seats.find(({ agency }) => agency === holder.agency);
    if (!seat || (seat.peer === holder.peer && seat.address === holder.address)) return holder;
    changed = true;
    return { agency: holder.agency, peer: seat.peer, address: seat.address };
  });
  if (!changed) return present;
  const followed = { ...present, holders };
  state.set(key, followed);
  return followed;
}
