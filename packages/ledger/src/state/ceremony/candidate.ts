/**
 * The candidate of a key ceremony: what the dealings and complaints make, which is no key yet. While it waits to be
 * confirmed, a participant that was away can still complain; a dealer that is found out then is left out like any
 * other, and the others' dealings make another candidate, so nobody ends a ceremony by complaining.
 */
import {
  type CeremonyFault,
  dealersOf,
  type KeyCeremony,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '../../block/index.ts';
import { invariant } from '../../errors/index.ts';
import {
  type Complaint,
  type ComplaintEntry,
  concludeCeremony,
  countedDealings,
  type Dealing,
  type DealingEntry,
  type Fault,
  judgeComplaint,
  networkKeyOf,
} from '../../threshold/index.ts';
import type { OperationContext, StateView } from '../operation.ts';
import { endCeremony } from './conclude.ts';
import { withFaults } from './faults.ts';

/** Judges what was dealt and complained of: with enough right dealings there is a candidate, to be confirmed. */
export function formCandidate(context: OperationContext, ceremony: KeyCeremony): void {
  const { dealings, complaints } = spokenIn(context.state, ceremony);
  const conclusion = concludeCeremony(thresholdCeremonyOf(context.chain, ceremony), dealings, complaints);
  const faults = [...conclusion.faults.flatMap((fault) => faultOf(ceremony, fault)), ...silentIn(ceremony)];
  const disqualified = conclusion.faults.flatMap((fault) => (fault.type === 'bad-share' ? [fault.dealer] : []));
  const judged = withFaults({ ...ceremony, disqualified }, faults);
  if (conclusion.ok) {
    const { key, qualified } = conclusion;
    beginConfirming(context, judged, { key, dealers: [...qualified.keys()] });
  } else endCeremony(context, judged, 'failed');
}

/** Each participant confirms anew: what some of them hold may be of another candidate. */
function beginConfirming(
  { state, height }: OperationContext,
  ceremony: KeyCeremony,
  candidate: NonNullable<KeyCeremony['candidate']>,
): void {
  const round = { round: 'confirming', sinceHeight: height, untilMs: null } as const;
  state.set(stateKey.ceremony, { ...ceremony, ...round, candidate, confirmed: [] });
}

/**
 * Judges the complaints of a participant that comes late. At most one of them is found wrong, since that ends it; each
 * that is upheld is of another dealer.
 */
export function hearLateComplaints(
  context: OperationContext,
  ceremony: KeyCeremony,
  participant: number,
  complaints: readonly Complaint[],
): void {
  const scheme = thresholdCeremonyOf(context.chain, ceremony);
  const disqualified = new Set(ceremony.disqualified);
  const faults: CeremonyFault[] = [];
  for (const complaint of complaints) {
    const { dealer } = complaint;
    if (disqualified.has(dealer)) continue;
    const dealing = context.state.get(stateKey.dealing(ceremony.epoch, dealer));
    const judgement = dealing ? judgeComplaint(scheme, dealing, participant, complaint) : 'refused';
    if (judgement === 'upheld') {
      disqualified.add(dealer);
      faults.push(...faultOf(ceremony, { type: 'bad-share', dealer, participant }));
      continue;
    }
    const type = judgement === 'false' ? 'false-complaint' : 'bad-complaint';
    faults.push(...faultOf(ceremony, { type, participant, dealer }));
    break;
  }
  const judged = withFaults({ ...ceremony, disqualified: [...disqualified] }, faults);
  if (ceremony.candidate?.dealers.some((dealer) => disqualified.has(dealer))) replaceCandidate(context, judged);
  else context.state.set(stateKey.ceremony, judged);
}

function replaceCandidate(context: OperationContext, ceremony: KeyCeremony): void {
  const scheme = thresholdCeremonyOf(context.chain, ceremony);
  const qualified = countedDealings(scheme, qualifiedIn(context.state, ceremony));
  const key = networkKeyOf(scheme, qualified);
  if (key) beginConfirming(context, ceremony, { key, dealers: [...qualified.keys()] });
  else endCeremony(context, ceremony, 'failed');
}

function qualifiedIn(state: Pick<StateView, 'get'>, ceremony: KeyCeremony): ReadonlyMap<number, Dealing> {
  const standing = spokenIn(state, ceremony).dealings.filter(({ dealer }) => !ceremony.disqualified.includes(dealer));
  return new Map(standing.map(({ dealer, dealing }) => [dealer, dealing] as const).sort(([a], [b]) => a - b));
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
