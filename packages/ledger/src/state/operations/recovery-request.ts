/** Carries out `recovery.request`. The agency that asked can ask again, for another key: then all begins anew. */
import { type Recovery, stateKey } from '../../block/index.ts';
import { type AgencyId, equalBytes } from '../../codec/index.ts';
import { verifySignature } from '../../crypto/index.ts';
import { recoveryDigest } from '../../transaction/index.ts';
import { type OperationContext, operation, refuse } from '../operation.ts';
import { officerOf, requireRegistrar } from '../recovery-rules.ts';

export const recoveryRequest = operation('recovery.request', ['agency', 'officer'], (context, body, actor) => {
  const { state, chain, timeMs, parameters } = context;
  const { subject: id, key, proof } = body;
  const { agencyId, agency } = actor;
  if (!agency.issuesIdentities) refuse('tx.not-authorised', 'the agency does not issue identities');
  requireRegistrar(actor);
  const subject = state.get(stateKey.subject(id));
  if (!subject) return refuse('subject.unknown', 'there is no such subject');
  // Where the agency that enrolled her is suspended, another that issues identities stands in: she must not be lost.
  const isEnroller = subject.agency === agencyId;
  if (!isEnroller && state.get(stateKey.agency(subject.agency))?.status === 'active') {
    refuse('tx.not-authorised', 'a key is recovered by the agency that enrolled the person');
  }
  if (subject.status !== 'active') refuse('subject.closed', 'the subject is closed');
  if (equalBytes(key, subject.key)) refuse('person.exists', 'this is the present key');
  const before = state.get(stateKey.recovery(id));
  if (!isEnroller && before && isHeldFrom(context, before, agencyId)) {
    refuse('recovery.held', 'another agency has a recovery of this subject open, and its time is not over');
  }
  const number = (before?.number ?? 0) + 1;
  if (!verifySignature(recoveryDigest(chain, id, agencyId, subject.key, number), proof, key)) {
    refuse(
      'person.bad-proof',
      `the proof is not signed with the new key over this subject, agency, present key and ${number}`,
    );
  }
  state.set(stateKey.recovery(id), {
    agency: agencyId,
    officer: officerOf(actor),
    number,
    key,
    replaces: subject.key,
    requestedMs: timeMs,
    heldSinceMs: before?.status === 'open' && before.agency === agencyId ? before.heldSinceMs : timeMs,
    readyMs: timeMs + parameters.recoveryWaitMs,
    approval: null,
    status: 'open',
    endedMs: null,
  });
});

/**
 * Whether another agency that stands in may not replace this recovery. What one has asked for is its own for two waiting
 * times, so that it can be approved and completed (ATTACK recovery-replaced). Asking again begins neither anew, so that
 * nobody sits on it for ever.
 */
function isHeldFrom({ state, time, parameters }: OperationContext, before: Recovery, agency: AgencyId): boolean {
  if (before.status !== 'open' || before.agency === agency) return false;
  if (state.get(stateKey.agency(before.agency))?.status !== 'active') return false;
  return !time.hasPassed(before.heldSinceMs + 2 * parameters.recoveryWaitMs);
}
