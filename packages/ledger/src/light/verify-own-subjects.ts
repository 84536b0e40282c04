/**
 * Verifies which subjects of a sector a key acts for (PROTOCOL own-subjects): what the state held under the subject that
 * the key makes when it is enrolled, or that it held nothing, and each other subject whose present key it is. A node can
 * keep one of the others back; it can name none that is not hers (ATTACK node-names-the-pseudonym).
 */
import { type Header, type Subject, stateKey } from '../block/index.ts';
import { equalBytes, type Infer, type SubjectId, shape } from '../codec/index.ts';
import type { PublicKey } from '../crypto/index.ts';
import { subjectIdOf } from '../transaction/index.ts';
import { headerProofShape, stateProofShape } from './proofs.ts';
import type { Proven } from './proven.ts';
import type { Trusted } from './trusted.ts';
import { refused, type Verdict } from './verdict.ts';
import { type VerifyOptions, verifyHeader } from './verify-header.ts';
import { verifyStateAt } from './verify-value.ts';

/** Nobody gives one key to more subjects of a sector than this. */
export const MAX_SUBJECTS_OF_KEY = 16;

/** The states of subjects after one block. */
export const provenSubjectsShape = shape.struct({
  version: shape.integer(1, 1),
  proof: headerProofShape,
  /** The subject that the key makes when it is enrolled. */
  own: stateProofShape,
  /** Other subjects whose present key it is: it came to them by a replacement. */
  others: shape.list(shape.struct({ id: shape.id('subject'), state: stateProofShape }), MAX_SUBJECTS_OF_KEY),
});

export type ProvenSubjects = Infer<typeof provenSubjectsShape>;

/** A subject as the state held it. */
export interface SubjectOfKey {
  readonly id: SubjectId;
  readonly value: Proven<Subject>;
}

export interface VerifiedSubjects {
  readonly header: Header;
  /** The subject that was enrolled with the key, whatever its present key; undefined where there is none. */
  readonly own: SubjectOfKey | undefined;
  /** Other subjects, whose present key this is. */
  readonly others: readonly SubjectOfKey[];
  readonly trusted: Trusted;
}

/** Checks what a key of a sector acts for, all at one header. Never throws on hostile input. */
export function verifyOwnSubjects(
  trusted: Trusted,
  sector: string,
  key: PublicKey,
  proven: ProvenSubjects,
  options: VerifyOptions = {},
): Verdict<VerifiedSubjects> {
  const verified = verifyHeader(trusted, proven.proof, options);
  if (!verified.ok) return verified;
  const { header } = verified.verified;
  const id = subjectIdOf(sector, key);
  const own = verifyStateAt(header, stateKey.subject(id), proven.own);
  if (!own.ok) return own;
  const others: SubjectOfKey[] = [];
  for (const { id: other, state } of proven.others) {
    const held = verifyStateAt(header, stateKey.subject(other), state);
    if (!held.ok) return held;
    const { value } = held;
    if (value?.sector !== sector || !equalBytes(value.key, key)) {
      return refused('proof.membership', `${state.key} is no subject of the sector ${sector} with this key`);
    }
    others.push({ id: other, value });
  }
  return { ok: true, header, own: own.value && { id, value: own.value }, others, trusted: verified.trusted };
}
