/**
 * Carries out `mandate.grant`: an offer, which is in force once it is accepted and, where an agency has entered it, once
 * a second agency has entered the same (ATTACK guardian-of-ones-own). What one agency says stands beside what others
 * say, and takes nothing from it (ATTACK guardian-kept-out).
 */
import {
  type AgencyStatement,
  isUnconfirmed,
  MAX_LIVE_MANDATES_OF_AGENCIES,
  MAX_LIVE_MANDATES_OF_AGENCY,
  MAX_LIVE_MANDATES_OF_PERSON,
  MAX_MANDATE_STATEMENTS,
  MAX_MANDATES,
  type Mandate,
  stateKey,
} from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { newObjectId } from '../../transaction/index.ts';
import { operation, refuse, type StateView } from '../operation.ts';
import { roomFor } from '../policy/kept-list.ts';
import { enterOffer } from '../policy/mandate-offers.ts';
import { isMandateOver, mandateAt, offerUntilOf, replaceMandate } from '../policy/mandates.ts';
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
  const present = state.get(stateKey.mandates(subject)) ?? [];
  const live = present.filter((each) => !isMandateOver(each, timeMs)).map((each) => mandateAt(each, timeMs));
  const statement = actor.type === 'subject' ? null : { agency: actor.agencyId, officer: officerOf(actor), timeMs };
  if (live.some((each) => holdsSame(each, terms) && isOf(each, statement?.agency ?? null))) {
    refuse('mandate.exists', 'the same person holds a mandate of this kind that comes from there');
  }
  requireShare(live, statement?.agency ?? null);
  const same = live.find((each) => statement && saysSame(each, terms));
  const others = statement && same ? standing(state, same) : [];
  if (actor.type !== 'subject' && !others.some(({ agency }) => issuesIdentities(state, agency))) {
    requireIdentityRegistrar(actor);
  }
  const offerUntilMs = offerUntilOf([{ timeMs }], terms.untilMs);
  if (statement && same) {
    if (others.length >= MAX_MANDATE_STATEMENTS) {
      refuse('mandate.too-many', `${MAX_MANDATE_STATEMENTS} agencies stand for this mandate already`);
    }
    const joined: Mandate = { ...same, statements: [...others, statement], offerUntilMs };
    replaceMandate(state, subject, joined);
    if (joined.status === 'offered') enterOffer(context, subject, joined, grantorOf(statement));
    return;
  }
  const { signer, salt } = transaction.payload;
  const granted: Mandate = {
    id: newObjectId('mandate', signer, salt),
    ...terms,
    status: 'offered',
    statements: statement ? [statement] : [],
    grantedMs: timeMs,
    offerUntilMs,
    acceptedMs: null,
    endedMs: null,
  };
  state.set(stateKey.mandates(subject), withRoomFor(granted, present, timeMs));
  enterOffer(context, subject, granted, statement && grantorOf(statement));
});

function withRoomFor(granted: Mandate, present: readonly Mandate[], timeMs: number): readonly Mandate[] {
  // Of two with one id only the first could ever be revoked.
  if (present.some(({ id }) => id === granted.id)) {
    refuse('mandate.exists', 'there is a mandate of this signer and salt');
  }
  const isOver = (each: Mandate) => isMandateOver(each, timeMs);
  const ofAgencies = present.filter((each) => each.statements.length > 0 && !isOver(each));
  if (granted.statements.length > 0 && ofAgencies.length >= MAX_LIVE_MANDATES_OF_AGENCIES) {
    refuse('mandate.too-many', `agencies have entered ${MAX_LIVE_MANDATES_OF_AGENCIES} mandates for this person`);
  }
  const maxLive = MAX_LIVE_MANDATES_OF_PERSON + MAX_LIVE_MANDATES_OF_AGENCIES;
  const kept = roomFor(present, maxLive, MAX_MANDATES, isOver);
  return [...(kept ?? refuse('mandate.too-many', 'there is no room for another mandate of this person')), granted];
}

type Terms = Pick<Mandate, 'kind' | 'representative' | 'fromMs' | 'untilMs'>;

function holdsSame(a: Terms, b: Terms): boolean {
  return a.kind === b.kind && a.representative === b.representative;
}

/** What an agency says with other dates is another mandate: a wrong one does not keep the true one out. */
function saysSame(a: Terms, b: Terms): boolean {
  return holdsSame(a, b) && a.fromMs === b.fromMs && a.untilMs === b.untilMs;
}

/** Whether it comes from this agency, or, of null, from the person herself. */
function isOf({ statements }: Mandate, agency: AgencyId | null): boolean {
  return agency === null ? statements.length === 0 : statements.some((each) => each.agency === agency);
}

/**
 * Who stands for a mandate to which another agency comes. While one agency's word waits it counts only as long as the
 * members let that agency act; for what two have said each of them stands until it takes back its word.
 */
function standing(state: StateView, mandate: Mandate): readonly AgencyStatement[] {
  if (!isUnconfirmed(mandate)) return mandate.statements;
  return mandate.statements.filter(({ agency }) => state.get(stateKey.agency(agency))?.status === 'active');
}

function issuesIdentities(state: StateView, agency: AgencyId): boolean {
  return state.get(stateKey.agency(agency))?.issuesIdentities === true;
}

const grantorOf = ({ agency, officer }: AgencyStatement) => ({ agency, officer });

/** Neither she nor an agency fills the list for the others. `agency` is null when she herself grants. */
function requireShare(live: readonly Mandate[], agency: AgencyId | null): void {
  const own = live.filter((each) => isOf(each, agency)).length;
  const most = agency === null ? MAX_LIVE_MANDATES_OF_PERSON : MAX_LIVE_MANDATES_OF_AGENCY;
  if (own >= most) refuse('mandate.too-many', `${most} mandates that come from there wait or are in force`);
}
