/**
 * `consent.grant`: a person, or who represents her, lets some of her records be read where the record type asks for
 * her consent or she has restricted them. It never permits what the type does not.
 */
import { type Infer, shape } from '../../codec/index.ts';

/**
 * Records, types, sections or purposes in one consent: more are better said by several, and none is all. So one consent
 * takes a fifth of what is kept of a person's (`MAX_CONSENTS_BYTES`).
 */
const MAX_NAMED = 8;
const names = shape.nullable(shape.list(shape.slug, MAX_NAMED, 1));

/** What a consent covers; null: all. A record must pass each of the three. */
export const consentScopeShape = shape.struct({
  records: shape.nullable(shape.list(shape.id('record'), MAX_NAMED, 1)),
  types: names,
  sections: names,
});
export type ConsentScope = Infer<typeof consentScopeShape>;

/** What is consented to: what may be read, by whom, for what, and when. */
export const consentTermsFields = {
  scope: consentScopeShape,
  /** Whose officers may read; null: any agency's. */
  agency: shape.nullable(shape.id('agency')),
  /** The one officer who may read; null: any. */
  officer: shape.nullable(shape.id('officer')),
  /** For which purposes; null: any that the type permits. */
  purposes: names,
  fromMs: shape.time,
  /** It holds while the block time is before this; null: until it is withdrawn. */
  untilMs: shape.nullable(shape.time),
};

/** Who signs, and for whom: the two first fields of all that a person decides about her records. */
export const decidingFields = {
  /** The subject whose present key signs. */
  subject: shape.id('subject'),
  /** The person for whom she acts under a mandate; null: for herself. */
  represented: shape.nullable(shape.id('subject')),
};

export const consentGrantShape = shape.struct({ ...decidingFields, ...consentTermsFields });
