/** Carries out `mandate.decline`: nothing of the offer stays on her side. */
import { operation } from '../operation.ts';
import { removeOffer } from '../policy/mandate-offers.ts';
import { offerAnswered, replaceMandate } from '../policy/mandates.ts';

export const mandateDecline = operation('mandate.decline', ['subject'], (context, body, actor) => {
  const offer = offerAnswered(context, body, actor);
  replaceMandate(context.state, body.represented, { ...offer, status: 'declined', endedMs: context.timeMs });
  removeOffer(context.state, body.subject, offer.id);
});
