/**
 * `mandate.grant`: offers that somebody act for a person until a date; it is in force once she has accepted. A
 * representative is named by the person herself; a guardian, or who settles the estate of one who has died, by a
 * registrar of an identity agency.
 */
import { type Infer, shape } from '../../codec/index.ts';

/** `guardian` until majority or as a court says; `representative` by her own will; `estate` after her death. */
export const mandateKindShape = shape.oneOf('guardian', 'representative', 'estate');
export type MandateKind = Infer<typeof mandateKindShape>;

/** Who may act for her, as what, and when. */
export const mandateTermsFields = {
  /** The pseudonym of who acts, of the same sector: no mandate links two sectors (LAW 1). */
  representative: shape.id('subject'),
  kind: mandateKindShape,
  fromMs: shape.time,
  /** It holds while the block time is before this, such as the day of majority. */
  untilMs: shape.time,
};

export const mandateGrantShape = shape.struct({
  /** The person who is represented; she signs herself for a representative. */
  subject: shape.id('subject'),
  ...mandateTermsFields,
});
