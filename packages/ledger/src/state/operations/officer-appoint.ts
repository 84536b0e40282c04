/** Carries out `officer.appoint`. An agency appoints to the roles that it has been given, and to no other. */
import { stateKey } from '../../block/index.ts';
import { officerIdOf } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireGiven } from '../roles.ts';

export const officerAppoint = operation('officer.appoint', ['agency'], (context, body, actor) => {
  const { state, timeMs, parameters } = context;
  const { key, roles, untilMs } = body;
  if (new Set(roles).size !== roles.length) refuse('codec.shape', 'body.roles: a role is named twice');
  requireGiven(actor.agency, roles);
  if (untilMs <= timeMs) refuse('officer.bad-term', 'the end of the appointment is not in the future');
  if (untilMs > timeMs + parameters.officerTermMs) {
    refuse('officer.bad-term', `an appointment lasts at most ${parameters.officerTermMs} ms`);
  }
  const place = stateKey.officer(officerIdOf(actor.agencyId, key));
  const present = state.get(place);
  if (present?.status === 'appointed' && timeMs < present.untilMs) {
    refuse('officer.exists', 'the key holds an appointment of this agency');
  }
  state.set(place, { agency: actor.agencyId, key, roles, appointedMs: timeMs, untilMs, status: 'appointed' });
});
