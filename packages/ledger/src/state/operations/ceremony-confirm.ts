/**
 * Carries out `ceremony.confirm`: a participant has proven that it holds its share of the candidate. A proof that does
 * not hold leaves the agency's name among the faults, and is its last word; one of an earlier candidate is late, and no
 * fault.
 */
import { indexAmong, participantsOf, stateKey } from '../../block/index.ts';
import { equalBytes } from '../../codec/index.ts';
import { candidateDigest, verifySharePossession } from '../../threshold/index.ts';
import { hasFault, proceed, runningCeremony, withFaults } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

// ATTACK false-confirmation: nobody confirms a share that it does not hold, its own or another's.
export const ceremonyConfirm = operation(
  'ceremony.confirm',
  ['holder'],
  (context, { epoch, candidate, proof }, { agencyId }) => {
    const { state, chain } = context;
    const ceremony = runningCeremony(context, epoch, 'confirming');
    const key = ceremony.candidate?.key;
    const index = indexAmong(participantsOf(ceremony), agencyId);
    if (index === null || !key) return refuse('ceremony.not-part', 'the agency has not joined this ceremony');
    // What somebody has proven wrongly once is not looked at again: a proof is dear to check (ATTACK dear-refusals).
    if (hasFault(ceremony, 'bad-confirmation', agencyId))
      refuse('ceremony.spoken', 'a proof of the agency did not hold');
    if (ceremony.confirmed.includes(index)) refuse('ceremony.spoken', 'the agency has confirmed');
    if (!equalBytes(candidateDigest(chain, key), candidate)) {
      refuse('ceremony.candidate', 'another candidate is to be confirmed');
    }
    if (!verifySharePossession(chain, key, agencyId, index, proof)) {
      const fault = { round: 'confirming', type: 'bad-confirmation', agency: agencyId, other: null } as const;
      state.set(stateKey.ceremony, withFaults(ceremony, [fault]));
      return { code: 'ceremony.confirmation', items: [] };
    }
    proceed(context, { ...ceremony, confirmed: [...ceremony.confirmed, index] });
    return undefined;
  },
);
