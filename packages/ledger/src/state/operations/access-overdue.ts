/**
 * Carries out `access.overdue`: marks a hidden read that nobody has disclosed long after its date. It stays counted as
 * undisclosed, so that it shows; whoever can still disclose it may.
 */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { forgetPending } from './access-reveal.ts';

export const accessOverdue = operation('access.overdue', ['validator'], (context, { transaction }) => {
  const { parameters, state, time } = context;
  const place = stateKey.hidden(transaction);
  const hidden = state.get(place);
  if (!hidden) return refuse('hidden.unknown', 'there is no such hidden read');
  if (hidden.status !== 'sealed') refuse('hidden.disclosed', `it is ${hidden.status} already`);
  if (!time.hasPassed(hidden.revealMs + parameters.revealGraceMs)) {
    refuse('hidden.too-early', 'validators still have time to disclose it');
  }
  state.set(place, { ...hidden, status: 'overdue' });
  forgetPending(state, transaction);
  return undefined;
});
