/** Carries out `officer.dismiss`. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';

export const officerDismiss = operation('officer.dismiss', ['agency'], (context, body, actor) => {
  const place = stateKey.officer(body.officer);
  const officer = context.state.get(place);
  if (officer?.status !== 'appointed') return refuse('officer.unknown', 'there is no such appointment');
  if (officer.agency !== actor.agencyId) refuse('tx.not-authorised', 'the officer is appointed by another agency');
  context.state.set(place, { ...officer, status: 'dismissed' });
});
