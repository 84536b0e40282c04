/**
 * The list in which somebody finds the mandates that she has been offered. Whoever is enrolled can write into it, so it
 * has a share for each agency through which offers come: puppets count for the agency that enrolled them
 * (ATTACK represented-unasked). Offers by registrars are a part of their own: persons hide none of them
 * (ATTACK official-offer-hidden).
 */
import {
  isMandateOffered,
  MAX_MANDATE_OFFERS_OF_AGENCY,
  MAX_MANDATE_OFFERS_OF_PART,
  type Mandate,
  type MandateOffer,
  stateKey,
} from '../../block/index.ts';
import type { AgencyId, MandateId, SubjectId } from '../../codec/index.ts';
import type { OperationContext, StateView } from '../operation.ts';

/**
 * Enters an offer, of an agency beside those of others that say the same: what gives way is its own. In its part, the
 * oldest of its agency gives way when that has its share, or has most of a full part.
 */
export function enterOffer(
  { state, timeMs }: OperationContext,
  represented: SubjectId,
  { id, representative, kind, fromMs, untilMs, grantedMs, offerUntilMs }: Mandate,
  by: MandateOffer['by'],
): void {
  const person = state.get(stateKey.subject(represented));
  const through = by?.agency ?? person?.agency;
  if (through === undefined) return;
  const place = stateKey.mandateOffers(representative);
  const open = (state.get(place) ?? []).filter((each) => isMandateOffered({ status: 'offered', ...each }, timeMs));
  const terms = { kind, fromMs, untilMs, by, through, grantedMs, offerUntilMs };
  state.set(place, withinShares(open, { mandate: id, represented, ...terms }));
}

/**
 * Takes an offer from the list: it has been answered or withdrawn. It may have given way before.
 * @param by the agency that withdraws it, while others still offer the same; without it, it goes for all.
 */
export function removeOffer(state: StateView, representative: SubjectId, mandate: MandateId, by?: AgencyId): void {
  const place = stateKey.mandateOffers(representative);
  const present = state.get(place);
  if (!present) return;
  const left = present.filter((each) => each.mandate !== mandate || (by !== undefined && each.through !== by));
  if (left.length === 0) state.delete(place);
  else if (left.length < present.length) state.set(place, left);
}

/** The list with a new offer at its end, and one fewer of its part where that has too many. */
function withinShares(open: readonly MandateOffer[], newest: MandateOffer): readonly MandateOffer[] {
  const offers = [...open, newest];
  const part = offers.filter(({ by }) => (by === null) === (newest.by === null));
  const { through } = newest;
  if (countOf(part, through) > MAX_MANDATE_OFFERS_OF_AGENCY) return withoutOldest(offers, part, through);
  return part.length > MAX_MANDATE_OFFERS_OF_PART ? withoutOldest(offers, part, greediest(part, through)) : offers;
}

const countOf = (offers: readonly MandateOffer[], agency: AgencyId): number =>
  offers.filter(({ through }) => through === agency).length;

/** The agency that has most; of several the one whose offer is new, so that it takes nothing from its equals. */
function greediest(part: readonly MandateOffer[], newest: AgencyId): AgencyId {
  return part.reduce((most, { through }) => (countOf(part, through) > countOf(part, most) ? through : most), newest);
}

function withoutOldest(
  offers: readonly MandateOffer[],
  part: readonly MandateOffer[],
  agency: AgencyId,
): readonly MandateOffer[] {
  const oldest = part.find(({ through }) => through === agency);
  return offers.filter((each) => each !== oldest);
}
