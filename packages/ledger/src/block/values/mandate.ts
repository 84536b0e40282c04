/**
 * Who may act for a person, under `mandates/<subject>`: what she or a registrar has granted, whether or not it has been
 * accepted yet, and the latest that have ended. Under `represented/<subject>` stands for whom somebody acts or has
 * acted: only whom she has accepted.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { mandateTermsFields } from '../../transaction/index.ts';
import { agencyStatementShape } from './agency-statement.ts';
import type { Subject } from './subject.ts';

/** Mandates of a person that are not over and that she has granted herself: her share, which no agency takes. */
export const MAX_LIVE_MANDATES_OF_PERSON = 8;
/** Of those for which one agency stands: more than one court appoints, and no agency takes the room of the others. */
export const MAX_LIVE_MANDATES_OF_AGENCY = 4;
/** Of all agencies together: one that fills its share leaves three times as many to the others. */
export const MAX_LIVE_MANDATES_OF_AGENCIES = 16;
/** Agencies that make a guardian or an estate hold (PROTOCOL two-agencies). */
const AGENCIES_IN_FORCE = 2;
/** Agencies that stand for one mandate: two, beside one that wishes no good, and one that comes to replace another. */
export const MAX_MANDATE_STATEMENTS = AGENCIES_IN_FORCE + 2;
/** With those that have ended; the oldest of these gives way to a new one. */
export const MAX_MANDATES = 40;
/** People for whom one person acts, each accepted by her: a professional guardian's case load. */
export const MAX_REPRESENTED = 256;
/** How long a mandate waits for its representative to accept it. */
export const MANDATE_OFFER_MS = 30 * 86_400_000;

/** An agency that has entered it, and its officer, if one signed; null: the person herself did. */
export const mandateGrantorShape = shape.nullable(
  shape.struct({ agency: shape.id('agency'), officer: shape.nullable(shape.id('officer')) }),
);

export const mandateShape = shape.struct({
  id: shape.id('mandate'),
  ...mandateTermsFields,
  /** `offered`: granted, and not in force before its representative accepts it. */
  status: shape.oneOf('offered', 'accepted', 'declined', 'revoked'),
  /**
   * The agencies that stand for it, each once, in the order in which they said so; of a revoked one the last. None where
   * the person herself has granted.
   */
  statements: shape.list(agencyStatementShape, MAX_MANDATE_STATEMENTS),
  grantedMs: shape.time,
  /** It can be accepted before this: the latest offer of those who stand for it, at its own end at the latest. */
  offerUntilMs: shape.time,
  acceptedMs: shape.nullable(shape.time),
  /** When it was declined or revoked. */
  endedMs: shape.nullable(shape.time),
});
export type Mandate = Infer<typeof mandateShape>;

/**
 * Whether its representative may act at this time: granted by the person or by two agencies, accepted, within its dates,
 * an estate after the death only.
 */
export function isMandateInForce(mandate: Mandate, represented: Pick<Subject, 'status'>, timeMs: number): boolean {
  const { status, kind, fromMs, untilMs } = mandate;
  if ((kind === 'estate') !== (represented.status === 'closed')) return false;
  return status === 'accepted' && !isUnconfirmed(mandate) && fromMs <= timeMs && timeMs < untilMs;
}

/** Whether only one agency stands for it: it gives nobody any power, and the person can end it. */
export function isUnconfirmed({ kind, statements }: Pick<Mandate, 'kind' | 'statements'>): boolean {
  return kind !== 'representative' && statements.length < AGENCIES_IN_FORCE;
}

/** Whether it waits for an answer at this time. */
export function isMandateOffered({ status, offerUntilMs }: Pick<Mandate, 'status' | 'offerUntilMs'>, timeMs: number) {
  return status === 'offered' && timeMs < offerUntilMs;
}

export const mandatesShape = shape.list(mandateShape, MAX_MANDATES);
export const representedShape = shape.list(shape.id('subject'), MAX_REPRESENTED);
