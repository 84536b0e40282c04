/** Carries out `consent.withdraw`. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { isConsentOver } from '../policy/consents.ts';
import { personDecidedFor } from '../policy/mandates.ts';

export const consentWithdraw = operation('consent.withdraw', ['subject'], (context, body, actor) => {
  const { state, timeMs } = context;
  const person = personDecidedFor(context, body.represented, actor);
  const place = stateKey.consents(person);
  const consents = state.get(place) ?? [];
  const consent = consents.find(({ id }) => id === body.consent);
  if (!consent) return refuse('consent.unknown', 'the person has given no such consent');
  if (isConsentOver(consent, timeMs)) refuse('consent.ended', 'the consent has ended');
  const withdrawn = { ...consent, status: 'withdrawn', endedMs: timeMs } as const;
  state.set(
    place,
    consents.map((each) => (each === consent ? withdrawn : each)),
  );
});
