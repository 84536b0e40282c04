/** Carries out `person.close`. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireIdentityRegistrar } from '../policy/registrar.ts';

export const personClose = operation('person.close', ['officer', 'agency'], ({ state, timeMs }, body, actor) => {
  requireIdentityRegistrar(actor);
  const place = stateKey.subject(body.subject);
  const subject = state.get(place);
  if (!subject) return refuse('subject.unknown', 'there is no such subject');
  if (subject.status === 'closed') refuse('subject.closed', 'the subject is closed');
  state.set(place, { ...subject, status: 'closed', closedMs: timeMs });
});
