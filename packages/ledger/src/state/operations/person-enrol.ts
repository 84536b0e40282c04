/** Carries out `person.enrol`. */
import { stateKey } from '../../block/index.ts';
import { verifySignature } from '../../crypto/index.ts';
import { enrolmentDigest, subjectIdOf } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';

/** The role with which an officer of an identity agency enrols persons. */
const REGISTRAR_ROLE = 'registrar';

export const personEnrol = operation('person.enrol', ['agency', 'officer'], (context, body, actor) => {
  const { state, chain, timeMs } = context;
  const { sector, key, proof } = body;
  if (!actor.agency.issuesIdentities) refuse('tx.not-authorised', 'the agency does not issue identities');
  if (actor.type === 'officer' && !actor.officer.roles.includes(REGISTRAR_ROLE)) {
    refuse('tx.not-authorised', `the officer is no ${REGISTRAR_ROLE}`);
  }
  const place = stateKey.subject(subjectIdOf(sector, key));
  if (state.get(place)) refuse('person.exists', 'the key is enrolled in this sector');
  // The dear check comes last, so that a refusal costs little.
  if (!verifySignature(enrolmentDigest(chain, sector, actor.agencyId), proof, key)) {
    refuse('person.bad-proof', 'the proof is not signed with the key being enrolled for this sector and agency');
  }
  state.set(place, { sector, key, agency: actor.agencyId, enrolledMs: timeMs, status: 'active' });
});
