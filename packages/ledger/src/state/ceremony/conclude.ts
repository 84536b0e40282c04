/** How a key ceremony ends: the shares of a new epoch come into force, or there are none, and who is to blame. */
import {
  type CeremonyFault,
  type CeremonyOutcome,
  dealersOf,
  type KeyCeremony,
  MAX_CEREMONY_FAULTS,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '../../block/index.ts';
import { invariant } from '../../errors/index.ts';
import { type ComplaintEntry, concludeCeremony, type DealingEntry, type Fault } from '../../threshold/index.ts';
import type { OperationContext, StateView } from '../operation.ts';

/** What the end of a ceremony is written down with. */
type Ending = Pick<OperationContext, 'chain' | 'height' | 'timeMs' | 'time' | 'state'>;

/** Concludes a ceremony from what stands on the ledger: with enough right dealings its key is in force from here on. */
export function conclude(context: Ending, ceremony: KeyCeremony): void {
  const { chain, height, state } = context;
  const participants = participantsOf(ceremony);
  const { dealings, complaints } = spokenIn(state, ceremony);
  const conclusion = concludeCeremony(thresholdCeremonyOf(chain, ceremony), dealings, complaints);
  const faults = [
    ...ceremony.faults,
    ...conclusion.faults.flatMap((fault) => faultOf(ceremony, fault)),
    ...(ceremony.round === 'responding' ? silentIn(ceremony) : []),
  ].slice(0, MAX_CEREMONY_FAULTS);
  if (conclusion.ok) {
    state.set(stateKey.networkKey, {
      key: conclusion.key,
      holders: participants.map(({ agency, peer, address }) => ({ agency, peer, address })),
      sinceHeight: height,
    });
  }
  endCeremony(context, { ...ceremony, faults }, conclusion.ok ? 'completed' : 'failed');
}

/** The dealings that stand and the complaints, in the order of the blocks. */
export function spokenIn(
  state: Pick<StateView, 'get'>,
  { epoch, dealt, responded }: KeyCeremony,
): { readonly dealings: readonly DealingEntry[]; readonly complaints: readonly ComplaintEntry[] } {
  const dealings = dealt.map((dealer) => {
    const dealing = state.get(stateKey.dealing(epoch, dealer));
    invariant(dealing, `the dealing of dealer ${dealer} stands in the state`);
    return { dealer, dealing };
  });
  const complaints = responded.flatMap((complainer) =>
    (state.get(stateKey.response(epoch, complainer)) ?? []).map((complaint) => ({ complainer, complaint })),
  );
  return { dealings, complaints };
}

/** Writes down that a ceremony has ended. What was dealt stays until the next one begins, for those who were away. */
export function endCeremony(
  { chain, height, timeMs, state }: Ending,
  ceremony: KeyCeremony,
  status: CeremonyOutcome['status'],
): void {
  const failures = status === 'failed' ? ceremony.failures + 1 : 0;
  state.set(stateKey.ceremony, { ...ceremony, round: status, untilMs: null, endedMs: timeMs, failures });
  state.set(stateKey.ceremonyOutcome(ceremony.epoch), {
    status,
    seats: ceremony.seats.map(({ agency }) => agency),
    participants: participantsOf(ceremony).map(({ agency }) => agency),
    threshold: thresholdCeremonyOf(chain, ceremony).threshold,
    previousEpoch: ceremony.previous?.key.epoch ?? null,
    faults: ceremony.faults,
    endedMs: timeMs,
    endedHeight: height,
  });
}

/** A fault by the names of agencies; none for who could not have dealt. */
function faultOf(ceremony: KeyCeremony, fault: Fault): CeremonyFault[] {
  const dealer = dealersOf(ceremony)[fault.dealer - 1]?.agency ?? null;
  if ('participant' in fault) {
    const participant = participantsOf(ceremony)[fault.participant - 1]?.agency ?? null;
    const [agency, other] = fault.type === 'bad-share' ? [dealer, participant] : [participant, dealer];
    return agency ? [{ round: 'responding', type: fault.type, agency, other }] : [];
  }
  const hadNothing = ceremony.previous !== null && !ceremony.previous.key.verificationKeys[fault.dealer - 1];
  return dealer && !hadNothing ? [{ round: 'dealing', type: fault.type, agency: dealer, other: null }] : [];
}

function silentIn(ceremony: KeyCeremony): CeremonyFault[] {
  return participantsOf(ceremony).flatMap(({ agency }, position) =>
    ceremony.responded.includes(position + 1) ? [] : [{ round: 'responding', type: 'absent', agency, other: null }],
  );
}
