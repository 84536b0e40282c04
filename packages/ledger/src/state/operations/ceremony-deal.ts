/**
 * Carries out `ceremony.deal`: the first dealing of a dealer stands, when it is right. A wrong one, and a second, other
 * one, leave its name among the faults: so they stand on the ledger with their code instead of being refused without a
 * trace.
 */
import { dealersOf, indexAmong, stateKey, thresholdCeremonyOf } from '../../block/index.ts';
import { equalBytes } from '../../codec/index.ts';
import { checkDealing, dealingDigest } from '../../threshold/index.ts';
import { hasFault, proceed, runningCeremony, withFaults } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

export const ceremonyDeal = operation('ceremony.deal', ['holder'], (context, { epoch, dealing }, { agencyId }) => {
  const { state, chain } = context;
  const ceremony = runningCeremony(context, epoch, 'dealing');
  const dealer = indexAmong(dealersOf(ceremony), agencyId);
  if (dealer === null) return refuse('ceremony.not-part', 'the agency has nothing to deal in this ceremony');
  const place = stateKey.dealing(epoch, dealer);
  const first = state.get(place);
  if (first) {
    if (hasFault(ceremony, 'second-dealing', agencyId) || equalBytes(dealingDigest(first), dealingDigest(dealing))) {
      refuse('ceremony.spoken', 'a dealing of the agency stands');
    }
    const fault = { round: 'dealing', type: 'second-dealing', agency: agencyId, other: null } as const;
    state.set(stateKey.ceremony, withFaults(ceremony, [fault]));
    return { code: 'ceremony.spoken', items: [] };
  }
  // A dealing is dear to check: who has dealt wrongly is not heard again (ATTACK dear-refusals).
  if (hasFault(ceremony, 'bad-dealing', agencyId)) refuse('ceremony.spoken', 'a dealing of the agency did not stand');
  const verdict = checkDealing(thresholdCeremonyOf(chain, ceremony), dealer, dealing);
  if (!verdict.ok) {
    const fault = { round: 'dealing', type: 'bad-dealing', agency: agencyId, other: null } as const;
    state.set(stateKey.ceremony, withFaults(ceremony, [fault]));
    return { code: verdict.code, items: [] };
  }
  state.set(place, dealing);
  proceed(context, { ...ceremony, dealt: [...ceremony.dealt, dealer] });
  return undefined;
});
