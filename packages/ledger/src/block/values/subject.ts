/** A person's pseudonym in one sector, under `subject/<id>`. It says nothing about who she is (LAW 1). */
import { type Infer, shape } from '../../codec/index.ts';
import { publicKeyShape } from '../../transaction/index.ts';
import { agencyStatementShape } from './agency-statement.ts';

export const subjectShape = shape.struct({
  sector: shape.slug,
  /** The present key, with which she signs and to which her records are sealed. */
  key: publicKeyShape,
  /** The agency that enrolled her. */
  agency: shape.id('agency'),
  enrolledMs: shape.time,
  status: shape.oneOf('active', 'closed'),
  /** The one agency that has said that she died, while no second one has; null: none, or she is closed. */
  reported: shape.nullable(agencyStatementShape),
  /** When she died. */
  closedMs: shape.nullable(shape.time),
});

export type Subject = Infer<typeof subjectShape>;
