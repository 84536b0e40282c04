/**
 * Whether a key ceremony is due, judged at the end of every block: there is no key yet, the seats are others than
 * those that the key was shared among, or a validator has asked (PROTOCOL key-ceremony). One runs at a time, and the
 * height at which it begins is its epoch.
 */
import {
  isRunning,
  type KeyCeremony,
  type NetworkKeyInForce,
  type Parameters,
  stateKey,
  type Validator,
} from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { invariant } from '../../errors/index.ts';
import { openingThreshold } from '../../threshold/index.ts';
import type { OperationContext, StateView } from '../operation.ts';
import { endCeremony } from './conclude.ts';

type BlockEnd = Pick<OperationContext, 'chain' | 'height' | 'timeMs' | 'time' | 'state'>;

/** Begins the ceremony that is due, if one is; one that runs for other seats is given up. */
export function arrangeCeremony(block: BlockEnd): void {
  const { state } = block;
  const seats = state.get(stateKey.validators)?.next;
  invariant(seats, 'the state holds no validators');
  const key = followHolders(state, seats);
  const last = state.get(stateKey.ceremony);
  if (last && isRunning(last) && areFor(seats, last.seats)) return;
  if (last && isRunning(last)) endCeremony(block, last, 'abandoned');
  if (isDue(block, seats, key, last)) begin(block, seats, key, last);
}

function isDue(
  { state, timeMs }: BlockEnd,
  seats: readonly Validator[],
  key: NetworkKeyInForce | undefined,
  last: KeyCeremony | undefined,
): boolean {
  if (key && areFor(seats, seatsOf(state, key))) return last?.requestedBy !== null && last?.requestedBy !== undefined;
  if (last?.round !== 'failed' || last.endedMs === null || !areFor(seats, last.seats)) return true;
  return timeMs >= last.endedMs + pauseMs(state, last.failures);
}

/** After failures in a row each next one waits twice as long, so that a network without enough holders does not fill its ledger. */
function pauseMs(state: StateView, failures: number): number {
  const { ceremonyRoundMs, ceremonyRestMs } = parametersOf(state);
  return Math.min(ceremonyRestMs, ceremonyRoundMs * 2 ** Math.min(failures - 1, 20));
}

function parametersOf(state: StateView): Parameters {
  const parameters = state.get(stateKey.parameters);
  invariant(parameters, 'the state holds no parameters');
  return parameters;
}

/** The agencies that the key in force was shared among, also those that were absent then. */
function seatsOf(state: StateView, { key, holders }: NetworkKeyInForce): readonly { readonly agency: AgencyId }[] {
  return state.get(stateKey.ceremonyOutcome(key.epoch))?.seats.map((agency) => ({ agency })) ?? holders;
}

function areFor(seats: readonly Validator[], others: readonly { readonly agency: AgencyId }[]): boolean {
  return (
    seats.length === others.length &&
    seats.every(({ agency }, i) => others[i]?.agency === agency || others.some((other) => other.agency === agency))
  );
}

function begin(
  { state, height, timeMs }: BlockEnd,
  seats: readonly Validator[],
  key: NetworkKeyInForce | undefined,
  last: KeyCeremony | undefined,
): void {
  const isAskedFor = key !== undefined && areFor(seats, seatsOf(state, key));
  for (const dealer of last?.dealt ?? []) state.delete(stateKey.dealing((last as KeyCeremony).epoch, dealer));
  for (const index of last?.responded ?? []) state.delete(stateKey.response((last as KeyCeremony).epoch, index));
  state.set(stateKey.ceremony, {
    epoch: height,
    round: 'joining',
    untilMs: null,
    needed: openingThreshold(seats.length),
    awaited: key ? holdersAmong(seats, key) : [],
    awaitedUntilMs: isAskedFor ? null : timeMs + parametersOf(state).ceremonyRestMs,
    seats: seats.map(({ agency, peer, address }) => ({ agency, peer, address, key: null })),
    previous: key ?? null,
    dealt: [],
    responded: [],
    faults: [],
    failures: last && last.round === 'failed' && areFor(seats, last.seats) ? last.failures : 0,
    endedMs: null,
    requestedBy: null,
  });
}

/** Which of these seats hold a share. */
function holdersAmong(seats: readonly Validator[], { key, holders }: NetworkKeyInForce): AgencyId[] {
  const held = holders.filter((_, i) => key.verificationKeys[i]).map(({ agency }) => agency);
  return held.filter((agency) => seats.some((seat) => seat.agency === agency));
}

/** A holder whose seat has another node or address now is reached there; one that left, where it was. */
function followHolders(state: StateView, seats: readonly Validator[]): NetworkKeyInForce | undefined {
  const present = state.get(stateKey.networkKey);
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
  state.set(stateKey.networkKey, followed);
  return followed;
}
