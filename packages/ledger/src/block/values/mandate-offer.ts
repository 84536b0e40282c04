/**
 * The mandates that somebody has been offered and has not answered, under `mandate-offers/<subject>`, so that she finds
 * them. Strangers can write here, so each agency through which they come has a share (ATTACK represented-unasked), and
 * what registrars offer has a part that no person can write into (ATTACK official-offer-hidden). An offer that has given
 * way can still be accepted by its id: it stands in `mandates/<subject>` of who granted it.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { mandateTermsFields } from '../../transaction/index.ts';
import { mandateGrantorShape } from './mandate.ts';

/** Of one part, those that come through one agency: its registrars', or those of the persons whom it has enrolled. */
export const MAX_MANDATE_OFFERS_OF_AGENCY = 8;
/** Of each part, by registrars and by persons: three agencies with their whole share; of more, each keeps an equal one. */
export const MAX_MANDATE_OFFERS_OF_PART = 24;
/** Both parts. */
export const MAX_MANDATE_OFFERS = 2 * MAX_MANDATE_OFFERS_OF_PART;

const { kind, fromMs, untilMs } = mandateTermsFields;

export const mandateOfferShape = shape.struct({
  mandate: shape.id('mandate'),
  /** Whom she would represent. */
  represented: shape.id('subject'),
  kind,
  fromMs,
  untilMs,
  by: mandateGrantorShape,
  /** Whose share it takes: the registrar's agency, or the one that enrolled who granted it. */
  through: shape.id('agency'),
  grantedMs: shape.time,
  /** It can be accepted before this. */
  offerUntilMs: shape.time,
});
export type MandateOffer = Infer<typeof mandateOfferShape>;

/** In the order in which they were made. Absent when there are none. */
export const mandateOffersShape = shape.list(mandateOfferShape, MAX_MANDATE_OFFERS);
