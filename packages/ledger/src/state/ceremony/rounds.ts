/**
 * The rounds of a key ceremony: joining, dealing, responding. A round ends at once when all who can have spoken, else
 * when its time is over and somebody says so; the last ends in the conclusion (PROTOCOL key-ceremony).
 */
import {
  type CeremonyFault,
  dealersOf,
  isRunning,
  type KeyCeremony,
  MAX_CEREMONY_FAULTS,
  type Parameters,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '../../block/index.ts';
import { dealersNeeded } from '../../threshold/index.ts';
import { type OperationContext, refuse } from '../operation.ts';
import { conclude } from './conclude.ts';

type Round = 'joining' | 'dealing' | 'responding';

/** The ceremony of an epoch, which runs. Refuses when it does not, or is in another round than the one named. */
export function runningCeremony({ state }: OperationContext, epoch: number, round?: Round): KeyCeremony {
  const ceremony = state.get(stateKey.ceremony);
  if (!ceremony || !isRunning(ceremony)) return refuse('ceremony.other', 'no key ceremony runs');
  if (ceremony.epoch !== epoch) refuse('ceremony.other', `the ceremony that runs is ${ceremony.epoch}, not ${epoch}`);
  if (round && ceremony.round !== round) refuse('ceremony.round', `the round is ${ceremony.round}, not ${round}`);
  return ceremony;
}

/** With one more fault, as long as there is room. */
export function withFault(ceremony: KeyCeremony, fault: CeremonyFault): KeyCeremony {
  return { ...ceremony, faults: [...ceremony.faults, fault].slice(0, MAX_CEREMONY_FAULTS) };
}

/** Whether a fault of this type has been noted of an agency. */
export function hasFault(
  { faults }: KeyCeremony,
  type: CeremonyFault['type'],
  agency: CeremonyFault['agency'],
): boolean {
  return faults.some((fault) => fault.type === type && fault.agency === agency);
}

/** Whether the time of the round is over and it can end without those that have not spoken. */
export function canEnd({ timeMs }: Pick<OperationContext, 'timeMs'>, ceremony: KeyCeremony): boolean {
  if (ceremony.untilMs === null || timeMs < ceremony.untilMs) return false;
  if (ceremony.round !== 'joining') return true;
  const { needed, awaited, awaitedUntilMs } = ceremony;
  const joined = participantsOf(ceremony).map(({ agency }) => agency);
  const isPatient = awaitedUntilMs === null || timeMs < awaitedUntilMs;
  return joined.length >= needed && !(isPatient && awaited.some((agency) => !joined.includes(agency)));
}

/** A ceremony that was asked for and failed makes the next wait longer, at most so many times twice as long. */
const MAX_DOUBLINGS = 4;

/** The block time from which a validator can ask for another ceremony. */
export function requestableFromMs(
  { endedMs, failures }: Pick<KeyCeremony, 'endedMs' | 'failures'>,
  { ceremonyRestMs }: Pick<Parameters, 'ceremonyRestMs'>,
): number {
  return (endedMs ?? 0) + ceremonyRestMs * 2 ** Math.min(failures, MAX_DOUBLINGS);
}

/** Keeps the ceremony after somebody has spoken, or its time is over, and ends the round when it can end. */
export function proceed(context: OperationContext, ceremony: KeyCeremony): void {
  if (!haveAllSpoken(ceremony) && !canEnd(context, ceremony)) {
    context.state.set(stateKey.ceremony, ceremony);
    return;
  }
  const untilMs = context.timeMs + context.parameters.ceremonyRoundMs;
  if (ceremony.round === 'joining') {
    context.state.set(stateKey.ceremony, { ...withAbsentSeats(ceremony), round: 'dealing', untilMs });
    return;
  }
  const enough = ceremony.dealt.length >= dealersNeeded(thresholdCeremonyOf(context.chain, ceremony));
  if (ceremony.round === 'dealing' && enough) {
    context.state.set(stateKey.ceremony, { ...ceremony, round: 'responding', untilMs });
    return;
  }
  conclude(context, ceremony);
}

function haveAllSpoken(ceremony: KeyCeremony): boolean {
  const participants = participantsOf(ceremony);
  switch (ceremony.round) {
    case 'joining':
      return participants.length === ceremony.seats.length;
    case 'dealing':
      return ceremony.dealt.length === expectedDealers(ceremony);
    default:
      return ceremony.responded.length === participants.length;
  }
}

/** All but those whose share came out as zero, who hold nothing that they could deal. */
function expectedDealers(ceremony: KeyCeremony): number {
  const { previous } = ceremony;
  return previous ? previous.key.verificationKeys.filter((key) => key !== null).length : dealersOf(ceremony).length;
}

function withAbsentSeats(ceremony: KeyCeremony): KeyCeremony {
  return ceremony.seats.reduce(
    (noted, { agency, key }) =>
      key ? noted : withFault(noted, { round: 'joining', type: 'absent', agency, other: null }),
    ceremony,
  );
}
