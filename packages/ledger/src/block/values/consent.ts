/**
 * What a person has consented to, under `consents/<subject>`: all that is in force and the latest that has ended, in
 * the order in which it was given. Absent while she has never decided anything, so that most reads look at nothing.
 */
import { encodeShape, type Infer, shape } from '../../codec/index.ts';
import { consentTermsFields } from '../../transaction/index.ts';

/** Consents in force at a time; a person who needs more says it more broadly. */
export const MAX_LIVE_CONSENTS = 24;
/** With those that have ended; the oldest of these gives way to a new one. */
export const MAX_CONSENTS = 32;
/**
 * Of all together: as many as are kept with a name or two each, which is some 250 bytes. Every grant writes the list
 * anew, and a read that asks for consent reads it, so it costs hardly more than they do (ATTACK swollen-values).
 */
export const MAX_CONSENTS_BYTES = 8_192;

export const consentShape = shape.struct({
  id: shape.id('consent'),
  ...consentTermsFields,
  status: shape.oneOf('granted', 'withdrawn'),
  /** Who gave it: she herself, or who represented her. */
  by: shape.id('subject'),
  grantedMs: shape.time,
  /** When it was withdrawn. */
  endedMs: shape.nullable(shape.time),
});
export type Consent = Infer<typeof consentShape>;

/** Whether it is in force at this time. */
export function isConsentInForce({ status, fromMs, untilMs }: Consent, timeMs: number): boolean {
  return status === 'granted' && fromMs <= timeMs && (untilMs === null || timeMs < untilMs);
}

/** What it takes in the list, once it has been withdrawn: so that a withdrawal always finds room. */
export function keptBytesOf(consent: Consent): number {
  return encodeShape(consentShape, { ...consent, status: 'withdrawn', endedMs: consent.grantedMs }).length;
}

export const consentsShape = shape.list(consentShape, MAX_CONSENTS);
