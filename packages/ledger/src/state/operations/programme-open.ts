/**
 * Carries out `programme.open`. Only the agency's own key opens a budget, for roles that it has been given: nobody else
 * acts in its programmes.
 */
import { stateKey } from '../../block/index.ts';
import { newObjectId } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireGiven } from '../roles.ts';

export const programmeOpen = operation('programme.open', ['agency'], (context, body, actor) => {
  const { state, timeMs, transaction } = context;
  const { signer, salt } = transaction.payload;
  const place = stateKey.programme(newObjectId('programme', signer, salt));
  if (state.get(place)) refuse('programme.exists', 'there is a programme of this signer and salt');
  requireGiven(actor.agency, [...body.grantRoles, ...body.payRoles]);

  state.set(place, {
    agency: actor.agencyId,
    ...body,
    scheduled: 0,
    confirmed: 0,
    status: 'open',
    openedMs: timeMs,
    closedMs: null,
  });
});
