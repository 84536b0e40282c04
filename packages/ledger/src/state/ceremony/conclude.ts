/**
 * How a key ceremony ends. Only shares that every seat has confirmed come into force, and only then the older ones are
 * of no use any more: of n that hold, n - f are honest whoever the others are. Shares that enough have confirmed stand
 * by, in the place of others only where nobody loses one by that. In all other cases nothing changes (PROTOCOL
 * key-ceremony).
 */
import {
  type CeremonyFault,
  type CeremonyOutcome,
  type KeyCeremony,
  type KeyHolder,
  participantsOf,
  type StandbyKey,
  stateKey,
  thresholdCeremonyOf,
} from '../../block/index.ts';
import { invariant } from '../../errors/index.ts';
import type { OperationContext } from '../operation.ts';
import { withFaults } from './faults.ts';

/** What the end of a ceremony is written down with. */
type Ending = Pick<OperationContext, 'chain' | 'height' | 'timeMs' | 'time' | 'state'>;

/** All participants have confirmed, or their time is over. */
export function concludeConfirming(context: Ending, ceremony: KeyCeremony): void {
  const { state, height } = context;
  const { candidate, confirmed, seats } = ceremony;
  invariant(candidate, 'a candidate is confirmed');
  const holders = participantsOf(ceremony).map(({ agency, peer, address }) => ({ agency, peer, address }));
  const made = { key: candidate.key, holders, sinceHeight: height };
  const before = state.get(stateKey.networkKey);
  const present = state.get(stateKey.networkKeyStandby);
  if (confirmed.length === seats.length) {
    const released = [...(before?.holders ?? []), ...(present?.holders ?? [])];
    state.set(stateKey.networkKey, made);
    state.delete(stateKey.networkKeyStandby);
    endCeremony(context, { ...ceremony, released: eachOnce(released) }, 'completed');
    return;
  }
  const named = withUnconfirmed(ceremony);
  // Without a key before it there is nothing sealed, and another key is better than one that some do not hold.
  if (!before || confirmed.length < candidate.key.threshold || takesFrom(ceremony, present)) {
    endCeremony(context, named, 'failed');
    return;
  }
  const standby = {
    ...made,
    seats: seats.map(({ agency }) => agency),
    confirmed: [...confirmed].sort((a, b) => a - b),
  };
  state.set(stateKey.networkKeyStandby, standby);
  endCeremony(context, named, 'incomplete');
}

/**
 * Whether a seat that has proven to hold shares that stand by would have none of the new ones: honest holders destroy
 * what is replaced, so those that could open might be too few afterwards (ATTACK standby-replaced). Who has no seat any
 * more does not count: a holder that never confirms goes by vote.
 */
function takesFrom(ceremony: KeyCeremony, present: StandbyKey | undefined): boolean {
  if (!present) return false;
  const seats = new Set(ceremony.seats.map(({ agency }) => agency));
  const participants = participantsOf(ceremony);
  const served = new Set(ceremony.confirmed.map((index) => participants[index - 1]?.agency));
  return present.confirmed.some((index) => {
    const agency = present.holders[index - 1]?.agency;
    return agency !== undefined && seats.has(agency) && !served.has(agency);
  });
}

/** Writes down that a ceremony has ended. What was dealt stays until the next one begins. */
export function endCeremony(context: Ending, ceremony: KeyCeremony, status: CeremonyOutcome['status']): void {
  const { chain, height, state } = context;
  const failures = status === 'failed' ? ceremony.failures + 1 : 0;
  const endedMs = context.time.agreedMs;
  const participants = participantsOf(ceremony).map(({ agency }) => agency);
  state.set(stateKey.ceremony, { ...ceremony, round: status, untilMs: null, endedMs, failures });
  state.set(stateKey.ceremonyOutcome(ceremony.epoch), {
    status,
    seats: ceremony.seats.map(({ agency }) => agency),
    participants,
    confirmed: participants.filter((_, position) => ceremony.confirmed.includes(position + 1)),
    threshold: thresholdCeremonyOf(chain, ceremony).threshold,
    previousEpoch: ceremony.previous?.key.epoch ?? null,
    faults: ceremony.faults,
    endedMs,
    endedHeight: height,
  });
}

function withUnconfirmed(ceremony: KeyCeremony): KeyCeremony {
  const absent = participantsOf(ceremony).flatMap(({ agency }, position): CeremonyFault[] =>
    ceremony.confirmed.includes(position + 1) ? [] : [{ round: 'confirming', type: 'absent', agency, other: null }],
  );
  return withFaults(ceremony, absent);
}

function eachOnce(holders: readonly KeyHolder[]): readonly KeyHolder[] {
  return [...new Map(holders.map((holder) => [holder.agency, holder])).values()];
}
