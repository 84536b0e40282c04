/**
 * The rounds of a key ceremony: joining, dealing, responding, confirming. A round ends at once when all who can have
 * spoken, else when its time is over and somebody says so: who speaks late ends none. The last ends in the outcome
 * (PROTOCOL key-ceremony).
 */
import {
  dealersOf,
  isRunning,
  type KeyCeremony,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '../../block/index.ts';
import { dealersNeeded, openingThreshold } from '../../threshold/index.ts';
import type { CeremonyRound } from '../../transaction/index.ts';
import { type OperationContext, refuse } from '../operation.ts';
import { formCandidate } from './candidate.ts';
import { concludeConfirming, endCeremony } from './conclude.ts';
import { withFaults } from './faults.ts';

/** The ceremony of an epoch, which runs. Refuses when it does not, or is in none of the rounds named. */
export function runningCeremony(
  { state }: Pick<OperationContext, 'state'>,
  epoch: number,
  ...rounds: readonly CeremonyRound[]
): KeyCeremony & { readonly round: CeremonyRound } {
  const ceremony = state.get(stateKey.ceremony);
  if (!ceremony || !isRunning(ceremony)) return refuse('ceremony.other', 'no key ceremony runs');
  if (ceremony.epoch !== epoch) refuse('ceremony.other', `the ceremony that runs is ${ceremony.epoch}, not ${epoch}`);
  if (!rounds.includes(ceremony.round)) {
    refuse('ceremony.round', `the round is ${ceremony.round}, not ${rounds.join(' or ')}`);
  }
  return ceremony;
}

/** The time from which the round can end without those that have not spoken; null as long as it cannot at all. */
export function canEndFromMs(ceremony: KeyCeremony): number | null {
  if (ceremony.untilMs === null) return null;
  // ATTACK never-joining: what was joined by enough goes on.
  return ceremony.round !== 'joining' || haveEnoughJoined(ceremony) ? ceremony.untilMs : null;
}

/**
 * A first key is made by all seats or not at all: there are no older shares to fall back to when some of its holders
 * turn out to be faulty, and nothing is sealed yet that would have to wait for it.
 */
function haveEnoughJoined(ceremony: KeyCeremony): boolean {
  const joined = participantsOf(ceremony).length;
  const { seats, previous } = ceremony;
  return joined >= (previous ? openingThreshold(seats.length) : seats.length);
}

/** Keeps the ceremony after somebody has spoken, and ends the round when all have. */
export function proceed(context: OperationContext, ceremony: KeyCeremony): void {
  if (haveAllSpoken(ceremony)) endRound(context, ceremony);
  else context.state.set(stateKey.ceremony, ceremony);
}

/** Goes on with those that have spoken. */
export function endRound(context: OperationContext, ceremony: KeyCeremony): void {
  const next = { sinceHeight: context.height, untilMs: null } as const;
  switch (ceremony.round) {
    case 'joining':
      context.state.set(stateKey.ceremony, { ...withAbsentSeats(ceremony), ...next, round: 'dealing' });
      return;
    case 'dealing':
      if (ceremony.dealt.length >= dealersNeeded(thresholdCeremonyOf(context.chain, ceremony))) {
        context.state.set(stateKey.ceremony, { ...ceremony, ...next, round: 'responding' });
      } else endCeremony(context, withAbsentDealers(ceremony), 'failed');
      return;
    case 'responding':
      formCandidate(context, ceremony);
      return;
    default:
      concludeConfirming(context, ceremony);
  }
}

function haveAllSpoken(ceremony: KeyCeremony): boolean {
  const participants = participantsOf(ceremony);
  switch (ceremony.round) {
    case 'joining':
      return participants.length === ceremony.seats.length;
    case 'dealing':
      return ceremony.dealt.length === expectedDealers(ceremony).length;
    case 'responding':
      return ceremony.responded.length === participants.length;
    default:
      return ceremony.confirmed.length === participants.length;
  }
}

/** Indices of all but those whose share came out as zero, who hold nothing that they could deal. */
function expectedDealers(ceremony: KeyCeremony): readonly number[] {
  const keys = ceremony.previous?.key.verificationKeys;
  return dealersOf(ceremony).flatMap((_, position) => (!keys || keys[position] ? [position + 1] : []));
}

function withAbsentSeats(ceremony: KeyCeremony): KeyCeremony {
  return ceremony.seats.reduce(
    (noted, { agency, key }) =>
      key ? noted : withFaults(noted, [{ round: 'joining', type: 'absent', agency, other: null }]),
    ceremony,
  );
}

function withAbsentDealers(ceremony: KeyCeremony): KeyCeremony {
  const dealers = dealersOf(ceremony);
  return expectedDealers(ceremony).reduce((noted, dealer) => {
    const agency = dealers[dealer - 1]?.agency;
    if (ceremony.dealt.includes(dealer) || agency === undefined) return noted;
    return withFaults(noted, [{ round: 'dealing', type: 'absent', agency, other: null }]);
  }, ceremony);
}
