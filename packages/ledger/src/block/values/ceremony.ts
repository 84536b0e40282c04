/**
 * The key ceremony that runs, or the last one, under `ceremony`: it makes the shares of the network key's next epoch
 * for a set of seats, in four rounds. Dealings and responses stand beside it, under `dealing/<epoch>/<index>` and
 * `response/<epoch>/<index>`, until the next ceremony begins (PROTOCOL key-ceremony).
 */
import { type AgencyId, type Infer, shape } from '../../codec/index.ts';
import {
  type Ceremony,
  complaintShape,
  dealingShape,
  MAX_PARTICIPANTS,
  networkKeyShape,
  openingThreshold,
  participantIndexShape,
  pointShape,
} from '../../threshold/index.ts';
import { CEREMONY_ROUNDS, type CeremonyRound } from '../../transaction/index.ts';
import { type KeyHolder, keyHolderFields, keyHolderShape, networkKeyInForceShape } from './network-key.ts';

/** Faults that are kept of one ceremony: more than honest validators and f others can bring about. */
export const MAX_CEREMONY_FAULTS = 1_000;

/** Holders that one ceremony can release from their shares: those of the key before it and of the one that stood by. */
const MAX_RELEASED = 2 * MAX_PARTICIPANTS;

/**
 * What an agency did wrong in a round, or that it was not heard of. `other` is whom it concerns: the participant that
 * was dealt a bad share, or the dealer that was complained of.
 */
export const ceremonyFaultShape = shape.struct({
  round: shape.oneOf(...CEREMONY_ROUNDS),
  type: shape.oneOf(
    'absent',
    'bad-dealing',
    'second-dealing',
    'bad-share',
    'false-complaint',
    'bad-complaint',
    'bad-confirmation',
  ),
  agency: shape.id('agency'),
  other: shape.nullable(shape.id('agency')),
});
export type CeremonyFault = Infer<typeof ceremonyFaultShape>;

const ceremonySeatShape = shape.struct({
  ...keyHolderFields,
  /** The key with which it has joined. */
  key: shape.nullable(pointShape),
});
export type CeremonySeat = Infer<typeof ceremonySeatShape>;

/** How often somebody has lately had the key shared again, and from when on it can do so next. */
export const ceremonyAskerShape = shape.struct({
  agency: shape.id('agency'),
  times: shape.uint,
  untilMs: shape.time,
});
export type CeremonyAsker = Infer<typeof ceremonyAskerShape>;

/** What a ceremony is about to bring into force, once all seats have confirmed that they hold their shares of it. */
export const candidateKeyShape = shape.struct({
  key: networkKeyShape,
  /** Indices of the dealers whose dealings it is made of, ascending. */
  dealers: shape.list(participantIndexShape, MAX_PARTICIPANTS, 1),
});
export type CandidateKey = Infer<typeof candidateKeyShape>;

const CEREMONY_STATUSES = ['completed', 'incomplete', 'failed', 'abandoned'] as const;

export const keyCeremonyShape = shape.struct({
  /** The height at which it began. */
  epoch: shape.uint,
  /** A round, or how it ended: then it runs no more. */
  round: shape.oneOf(...CEREMONY_ROUNDS, ...CEREMONY_STATUSES),
  /** The height at which the round began, or at which the first has joined; null before that. */
  sinceHeight: shape.nullable(shape.uint),
  /** The time from which the round can be ended though not all have spoken; null until its time has begun. */
  untilMs: shape.nullable(shape.time),
  /** The seats that it makes shares for. Those that join are the participants, in this order. */
  seats: shape.list(ceremonySeatShape, MAX_PARTICIPANTS, 1),
  /** The key that is re-shared, whose holders deal; null to generate one. */
  previous: shape.nullable(networkKeyInForceShape),
  /** Indices of the dealers whose dealings stand, in the order of the blocks. */
  dealt: shape.list(participantIndexShape, MAX_PARTICIPANTS),
  /** Indices of the participants that have responded, in the order of the blocks. */
  responded: shape.list(participantIndexShape, MAX_PARTICIPANTS),
  /** Indices of the dealers of whom a complaint was upheld. */
  disqualified: shape.list(participantIndexShape, MAX_PARTICIPANTS),
  /** Null until the complaints of the responding round are judged. */
  candidate: shape.nullable(candidateKeyShape),
  /** Indices of the participants that have proven that they hold their share of the candidate. */
  confirmed: shape.list(participantIndexShape, MAX_PARTICIPANTS),
  faults: shape.list(ceremonyFaultShape, MAX_CEREMONY_FAULTS),
  /** How many for the same seats have failed just before it. */
  failures: shape.uint,
  /** When it came to its end. */
  endedMs: shape.nullable(shape.time),
  /** Who has asked since then that the key be shared again. */
  requestedBy: shape.nullable(shape.id('agency')),
  /** Who has asked lately; seats alone can. */
  askers: shape.list(ceremonyAskerShape, MAX_PARTICIPANTS),
  /** Those whose shares the latest completed ceremony has made useless: they have yet to learn that they are to go. */
  released: shape.list(keyHolderShape, MAX_RELEASED),
});
export type KeyCeremony = Infer<typeof keyCeremonyShape>;

/** How a ceremony ended, under `ceremony-outcome/<epoch>`, for ever. */
export const ceremonyOutcomeShape = shape.struct({
  /** `incomplete`: its shares stand by, since not all seats have confirmed that they hold one. */
  status: shape.oneOf(...CEREMONY_STATUSES),
  /** The agencies whose seats it made shares for, in the order of their turn. */
  seats: shape.list(shape.id('agency'), MAX_PARTICIPANTS, 1),
  /** Those of them that joined, by index less one. */
  participants: shape.list(shape.id('agency'), MAX_PARTICIPANTS),
  /** Those of them that have proven that they hold their shares. */
  confirmed: shape.list(shape.id('agency'), MAX_PARTICIPANTS),
  /** How many of the new shares open a seal. */
  threshold: participantIndexShape,
  /** The epoch of the key that was re-shared; null where one was generated. */
  previousEpoch: shape.nullable(shape.uint),
  faults: shape.list(ceremonyFaultShape, MAX_CEREMONY_FAULTS),
  endedMs: shape.time,
  endedHeight: shape.uint,
});
export type CeremonyOutcome = Infer<typeof ceremonyOutcomeShape>;

/** A dealing that stands, under `dealing/<epoch>/<index of the dealer>`. */
export const standingDealingShape = dealingShape;

/** What a participant complained of, under `response/<epoch>/<index of the participant>`. */
export const ceremonyResponseShape = shape.list(complaintShape, MAX_PARTICIPANTS);

/** Whether it still runs. */
export function isRunning<C extends Pick<KeyCeremony, 'round'>>(
  ceremony: C,
): ceremony is C & { readonly round: CeremonyRound } {
  return (CEREMONY_ROUNDS as readonly string[]).includes(ceremony.round);
}

/** Those that joined, by index less one. */
export function participantsOf({
  seats,
}: Pick<KeyCeremony, 'seats'>): readonly (CeremonySeat & { readonly key: Uint8Array })[] {
  return seats.flatMap((seat) => (seat.key ? [{ ...seat, key: seat.key }] : []));
}

/** Those that can deal, by index less one: the holders of the key that is re-shared, or all participants. */
export function dealersOf(ceremony: Pick<KeyCeremony, 'seats' | 'previous'>): readonly KeyHolder[] {
  return ceremony.previous ? ceremony.previous.holders : participantsOf(ceremony);
}

/** An agency's index among participants or dealers, or null when it is none. */
export function indexAmong(members: readonly { readonly agency: AgencyId }[], agency: AgencyId): number | null {
  const position = members.findIndex((member) => member.agency === agency);
  return position < 0 ? null : position + 1;
}

/** The ceremony as the threshold scheme sees it, once all participants are known. */
export function thresholdCeremonyOf(chain: Uint8Array, ceremony: KeyCeremony): Ceremony {
  return {
    chain,
    epoch: ceremony.epoch,
    // By the seats, not by who came: fewer holders must not make it easier to collude.
    threshold: openingThreshold(ceremony.seats.length),
    participants: participantsOf(ceremony).map(({ key }) => key),
    previous: ceremony.previous?.key ?? null,
  };
}
