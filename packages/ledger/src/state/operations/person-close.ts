/**
 * Carries out `person.close`: a first agency reports a death, and a second one that says the same closes the subject.
 * One alone silences nobody (PROTOCOL two-agencies, ATTACK declared-dead).
 */
import { type Subject, stateKey } from '../../block/index.ts';
import { operation, refuse, type StateView } from '../operation.ts';
import { requireIdentityRegistrar } from '../policy/registrar.ts';
import { officerOf, requireRegistrar } from '../recovery-rules.ts';

export const personClose = operation('person.close', ['officer', 'agency'], ({ state, timeMs }, body, actor) => {
  requireRegistrar(actor);
  const place = stateKey.subject(body.subject);
  const subject = state.get(place);
  if (!subject) return refuse('subject.unknown', 'there is no such subject');
  if (subject.status === 'closed') refuse('subject.closed', 'the subject is closed');
  if (isReported(state, subject)) {
    if (subject.reported?.agency === actor.agencyId) refuse('person.reported', 'the agency has reported it itself');
    state.set(place, { ...subject, status: 'closed', closedMs: timeMs, reported: null });
  } else {
    requireIdentityRegistrar(actor);
    const reported = { agency: actor.agencyId, officer: officerOf(actor), timeMs };
    state.set(place, { ...subject, reported });
  }
});

/** What an agency said counts no more once the members have suspended it. */
function isReported(state: StateView, { reported }: Subject): boolean {
  return reported !== null && state.get(stateKey.agency(reported.agency))?.status === 'active';
}
