/**
 * What it takes to say whether a record can be relied on, all at one block: the record, its type, its subject and the
 * holds on it (PROTOCOL validity). Whoever knows the record's id is given it with its proofs.
 */
import { type Header, type Holds, type Record, type RecordType, type Subject, stateKey } from '../block/index.ts';
import { type Infer, type RecordId, shape } from '../codec/index.ts';
import { headerProofShape, stateProofShape } from './proofs.ts';
import type { Trusted } from './trusted.ts';
import { refused, type Verdict } from './verdict.ts';
import { type VerifyOptions, verifyHeader } from './verify-header.ts';
import { verifyStateAt } from './verify-value.ts';

/** What a presentation of a record rests on: record, type and subject as the state held them after one block. */
export const provenStatesFields = {
  proof: headerProofShape,
  record: stateProofShape,
  type: stateProofShape,
  subject: stateProofShape,
};

const provenStatesShape = shape.struct(provenStatesFields);
export type ProvenStates = Infer<typeof provenStatesShape>;

export const provenStandingShape = shape.struct({ ...provenStatesFields, holds: stateProofShape });
export type ProvenStanding = Infer<typeof provenStandingShape>;

/** A record, its type and its subject after the block of `header`. */
export interface VerifiedStates {
  readonly header: Header;
  readonly record: Record;
  readonly type: RecordType;
  readonly subject: Subject;
  readonly trusted: Trusted;
}

/** The same with the holds that keep its content from being erased. */
export interface VerifiedStanding extends VerifiedStates {
  readonly holds: Holds | undefined;
}

/** Checks that record, type and subject stood so, all at one header. Never throws on hostile input. */
export function verifyStates(
  trusted: Trusted,
  id: RecordId,
  states: ProvenStates,
  options: VerifyOptions = {},
): Verdict<VerifiedStates> {
  const proven = verifyHeader(trusted, states.proof, options);
  if (!proven.ok) return proven;
  const { header } = proven.verified;
  const record = verifyStateAt(header, stateKey.record(id), states.record);
  if (!record.ok) return record;
  if (!record.value) return refused('record.unknown', `there is no such record at block ${header.height}`);
  const type = verifyStateAt(header, stateKey.type(record.value.type), states.type);
  if (!type.ok) return type;
  const subject = verifyStateAt(header, stateKey.subject(record.value.subject), states.subject);
  if (!subject.ok) return subject;
  if (!type.value || !subject.value)
    return refused('proof.membership', 'the state has no type or subject of the record');
  return {
    ok: true,
    header,
    record: record.value,
    type: type.value,
    subject: subject.value,
    trusted: proven.trusted,
  };
}

/** The same, with the holds. */
export function verifyStanding(trusted: Trusted, id: RecordId, standing: ProvenStanding): Verdict<VerifiedStanding> {
  const states = verifyStates(trusted, id, standing);
  if (!states.ok) return states;
  const holds = verifyStateAt(states.header, stateKey.hold(id), standing.holds);
  return holds.ok ? { ...states, holds: holds.value } : holds;
}
