/**
 * Carries out `mandate.grant`: an offer, which is in force once it is accepted and, where an agency has entered it, once
 * a second agency has entered the same (ATTACK guardian-of-ones-own).
 */
import {
  isUnconfirmed,
  MANDATE_OFFER_MS,
  MAX_LIVE_MANDATES_OF_AGENCIES,
  MAX_LIVE_MANDATES_OF_AGENCY,
  MAX_LIVE_MANDATES_OF_PERSON,
  MAX_MANDATES,
  type Mandate,
  stateKey,
} from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { newObjectId } from '../../transaction/index.ts';
import { operation, refuse, type StateView } from '../operation.ts';
import { roomFor } from '../policy/kept-list.ts';
import { enterOffer } from '../policy/mandate-offers.ts';
import { isMandateOver, replaceMandate } from '../policy/mandates.ts';
import { requireIdentityRegistrar } from '../policy/registrar.ts';
import { requireRecipient } from '../record-rules.ts';
import { officerOf, requireRegistrar } from '../recovery-rules.ts';

export const mandateGrant = operation('mandate.grant', ['subject', 'officer', 'agency'], (context, body, actor) => {
  const { state, timeMs, transaction } = context;
  const { subject, ...terms } = body;
  const person = state.get(stateKey.subject(subject));
  if (!person) return refuse('subject.unknown', 'there is no such subject');
  if (actor.type !== 'subject') requireRegistrar(actor);
  if ((terms.kind === 'representative') !== (actor.type === 'subject')) {
    refuse('tx.not-authorised', 'a representative is named by the person, a guardian or an estate by a registrar');
  }
  // A mandate for the estate can be entered before the death that brings it into force; the others end with it.
  if (terms.kind !== 'estate' && person.status !== 'active') refuse('subject.closed', 'the subject is closed');
  if (terms.representative === subject) refuse('mandate.self', 'the representative is the person herself');
  requireRecipient(state, terms.representative, person.sector);
  if (terms.untilMs <= timeMs || terms.untilMs <= terms.fromMs) {
    refuse('mandate.bad-term', 'the mandate ends before it begins, or has ended already');
  }
  const place = stateKey.mandates(subject);
  const present = state.get(place) ?? [];
  const isOver = (each: Mandate) => isMandateOver(each, timeMs);
  const same = present.find((each) => isSame(each, terms) && !isOver(each));
  if (same && actor.type !== 'subject' && isConfirmedBy(state, same, terms, actor.agencyId)) {
    replaceMandate(state, subject, {
      ...same,
      confirmed: { agency: actor.agencyId, officer: officerOf(actor), timeMs },
    });
    return;
  }
  if (same) refuse('mandate.exists', 'the same person holds a mandate of this kind');
  if (actor.type !== 'subject') requireIdentityRegistrar(actor);
  const { signer, salt } = transaction.payload;
  const id = newObjectId('mandate', signer, salt);
  // Of two with one id only the first could ever be revoked.
  if (present.some((each) => each.id === id)) refuse('mandate.exists', 'there is a mandate of this signer and salt');
  const agency = actor.type === 'subject' ? null : actor.agencyId;
  requireShare(
    present.filter((each) => !isOver(each)),
    agency,
  );
  const maxLive = MAX_LIVE_MANDATES_OF_PERSON + MAX_LIVE_MANDATES_OF_AGENCIES;
  const kept = roomFor(present, maxLive, MAX_MANDATES, isOver);
  if (!kept) return refuse('mandate.too-many', 'there is no room for another mandate of this person');
  const granted: Mandate = {
    id,
    ...terms,
    status: 'offered',
    by: agency === null ? null : { agency, officer: actor.type === 'officer' ? actor.officerId : null },
    confirmed: null,
    grantedMs: timeMs,
    offerUntilMs: Math.min(timeMs + MANDATE_OFFER_MS, terms.untilMs),
    acceptedMs: null,
    endedMs: null,
  };
  state.set(place, [...kept, granted]);
  enterOffer(context, subject, granted);
});

function isSame(a: Pick<Mandate, 'kind' | 'representative'>, b: Pick<Mandate, 'kind' | 'representative'>): boolean {
  return a.kind === b.kind && a.representative === b.representative;
}

/** Whether another agency says what the first has said, which the members still let act. */
function isConfirmedBy(
  state: StateView,
  mandate: Mandate,
  { fromMs, untilMs }: Pick<Mandate, 'fromMs' | 'untilMs'>,
  agency: AgencyId,
): boolean {
  if (!isUnconfirmed(mandate) || mandate.by === null || mandate.by.agency === agency) return false;
  if (mandate.fromMs !== fromMs || mandate.untilMs !== untilMs) return false;
  return state.get(stateKey.agency(mandate.by.agency))?.status === 'active';
}

/** Neither she nor an agency fills the list for the others. `agency` is null when she herself grants. */
function requireShare(live: readonly Mandate[], agency: AgencyId | null): void {
  const own = live.filter(({ by }) => (by?.agency ?? null) === agency).length;
  const most = agency === null ? MAX_LIVE_MANDATES_OF_PERSON : MAX_LIVE_MANDATES_OF_AGENCY;
  if (own >= most) refuse('mandate.too-many', `${most} mandates that come from there wait or are in force`);
  const entered = live.filter(({ by }) => by !== null).length;
  if (agency !== null && entered >= MAX_LIVE_MANDATES_OF_AGENCIES) {
    refuse('mandate.too-many', `agencies have entered ${MAX_LIVE_MANDATES_OF_AGENCIES} mandates for this person`);
  }
}
