/** A record as the state holds it, under `record/<id>`, and the pointer under `unique/<type>/<subject>`. */
import { type Infer, shape } from '../../codec/index.ts';
import { logHeadShape } from '../../merkle/index.ts';
import { recordContentShape } from '../../transaction/index.ts';

export const recordShape = shape.struct({
  type: shape.slug,
  /** The version of the type by which the present content was checked. */
  typeVersion: shape.uint,
  /** Whom it is about or who holds it. */
  subject: shape.id('subject'),
  /** The agency that issued it, and its officer; null when the agency signed itself. */
  agency: shape.id('agency'),
  officer: shape.nullable(shape.id('officer')),
  /** A state of the type's lifecycle. */
  state: shape.slug,
  /** Of the content: 1 when issued, and one more with each content that replaced it. */
  version: shape.uint,
  content: recordContentShape,
  issuedMs: shape.time,
  changedMs: shape.time,
  /** The height at which its content was erased; null while it is kept (LAW 10). */
  erased: shape.nullable(shape.uint),
  /** Head of the Merkle log of all changes, the first being the issue. */
  history: logHeadShape,
});

export type Record = Infer<typeof recordShape>;

/** The one live record of a unique type that a subject holds. */
export const uniqueRecordShape = shape.id('record');
