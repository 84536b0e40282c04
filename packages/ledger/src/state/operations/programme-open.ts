/** Carries out `programme.open`. Only the agency's own key opens a budget. */
import { stateKey } from '../../block/index.ts';
import { newObjectId } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';

export const programmeOpen = operation('programme.open', ['agency'], (context, body, actor) => {
  const { state, timeMs, transaction } = context;
  const { signer, salt } = transaction.payload;
  const place = stateKey.programme(newObjectId('programme', signer, salt));
  if (state.get(place)) refuse('programme.exists', 'there is a programme of this signer and salt');

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
