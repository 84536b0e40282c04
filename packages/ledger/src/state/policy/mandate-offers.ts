/**
 * The list in which somebody finds the mandates that she has been offered. Whoever is enrolled can write into it, so it
 * has a share for each agency through which offers come: puppets count for the agency that enrolled them
 * (ATTACK represented-unasked).
 */
import {
  isMandateOffered,
  MAX_MANDATE_OFFERS,
  MAX_MANDATE_OFFERS_OF_AGENCY,
  type Mandate,
  type MandateOffer,
  stateKey,
} from '../../block/index.ts';
import type { AgencyId, MandateId, SubjectId } from '../../codec/index.ts';
import type { OperationContext, StateView } from '../operation.ts';

/** Enters an offer. The oldest of its agency gives way when that has its share, or has most of a full list. */
export function enterOffer({ state, timeMs }: OperationContext, represented: SubjectId, mandate: Mandate): void {
  const { id, representative, kind, fromMs, untilMs, by, grantedMs, offerUntilMs } = mandate;
  const person = state.get(stateKey.subject(represented));
  const through = by?.agency ?? person?.agency;
  if (through === undefined) return;
  const place = stateKey.mandateOffers(representative);
  const open = (state.get(place) ?? []).filter((each) => isMandateOffered({ status: 'offered', ...each }, timeMs));
  const terms = { kind, fromMs, untilMs, by, through, grantedMs, offerUntilMs };
  state.set(place, withinShares([...open, { mandate: id, represented, ...terms }], through));
}

/** Takes an offer from the list: it has been answered or withdrawn. It may have given way before. */
export function removeOffer(state: StateView, representative: SubjectId, mandate: MandateId): void {
  const place = stateKey.mandateOffers(representative);
  const present = state.get(place);
  if (!present) return;
  const left = present.filter((each) => each.mandate !== mandate);
  if (left.length === 0) state.delete(place);
  else if (left.length < present.length) state.set(place, left);
}

/** The list with a new offer at its end, and one fewer where there are too many. */
function withinShares(offers: readonly MandateOffer[], agency: AgencyId): readonly MandateOffer[] {
  if (countOf(offers, agency) > MAX_MANDATE_OFFERS_OF_AGENCY) return withoutOldest(offers, agency);
  return offers.length > MAX_MANDATE_OFFERS ? withoutOldest(offers, greediest(offers, agency)) : offers;
}

const countOf = (offers: readonly MandateOffer[], agency: AgencyId): number =>
  offers.filter(({ through }) => through === agency).length;

/** The agency that has most; of several the one whose offer is new, so that it takes nothing from its equals. */
function greediest(offers: readonly MandateOffer[], newest: AgencyId): AgencyId {
  return offers.reduce(
    (most, { through }) => (countOf(offers, through) > countOf(offers, most) ? through : most),
    newest,
  );
}

function withoutOldest(offers: readonly MandateOffer[], agency: AgencyId): readonly MandateOffer[] {
  const oldest = offers.findIndex(({ through }) => through === agency);
  return offers.filter((_, index) => index !== oldest);
}
