/**
 * Who may act for a person, under `mandates/<subject>`: the mandates in force and the latest that have ended. And under
 * `represented/<subject>` for whom somebody acts or has acted, so that she finds them.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { mandateTermsFields } from '../../transaction/index.ts';
import type { Subject } from './subject.ts';

/** People who act for one person at a time. */
export const MAX_LIVE_MANDATES = 16;
/** With those that have ended; the oldest of these gives way to a new one. */
export const MAX_MANDATES = 32;
/** People for whom one person acts: a professional guardian's case load. */
export const MAX_REPRESENTED = 256;

export const mandateShape = shape.struct({
  id: shape.id('mandate'),
  ...mandateTermsFields,
  status: shape.oneOf('granted', 'revoked'),
  /** The identity agency that entered it, and its officer, if one signed; null: the person herself did. */
  by: shape.nullable(shape.struct({ agency: shape.id('agency'), officer: shape.nullable(shape.id('officer')) })),
  grantedMs: shape.uint,
  /** When it was revoked. */
  endedMs: shape.nullable(shape.uint),
});
export type Mandate = Infer<typeof mandateShape>;

/** Whether its representative may act at this time: within its dates, and an estate after the death only. */
export function isMandateInForce(
  { status, kind, fromMs, untilMs }: Mandate,
  represented: Pick<Subject, 'status'>,
  timeMs: number,
): boolean {
  if ((kind === 'estate') !== (represented.status === 'closed')) return false;
  return status === 'granted' && fromMs <= timeMs && timeMs < untilMs;
}

export const mandatesShape = shape.list(mandateShape, MAX_MANDATES);
export const representedShape = shape.list(shape.id('subject'), MAX_REPRESENTED);
