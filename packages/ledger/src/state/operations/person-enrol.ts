/** Carries out `person.enrol`. */
import { stateKey } from '../../block/index.ts';
import { verifySignature } from '../../crypto/index.ts';
import { enrolmentDigest, subjectIdOf } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireRegistrar } from '../recovery-rules.ts';

export const personEnrol = operation('person.enrol', ['agency', 'officer'], (context, body, actor) => {
  const { state, chain, timeMs } = context;
  const { sector, key, proof } = body;
  if (!actor.agency.issuesIdentities) refuse('tx.not-authorised', 'the agency does not issue identities');
  requireRegistrar(actor);
  const place = stateKey.subject(subjectIdOf(sector, key));
  if (state.get(place)) refuse('person.exists', 'the key is enrolled in this sector');
  // The dear check comes last, so that a refusal costs little.
  if (!verifySignature(enrolmentDigest(chain, sector, actor.agencyId), proof, key)) {
    refuse('person.bad-proof', 'the proof is not signed with the key being enrolled for this sector and agency');
  }
  state.set(place, {
    sector,
    key,
    agency: actor.agencyId,
    enrolledMs: timeMs,
    status: 'active',
    reported: null,
    closedMs: null,
  });
});
