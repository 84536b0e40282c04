/** That an agency has said something about a person, which counts once a second agency says the same (PROTOCOL two-agencies). */
import { type Infer, shape } from '../../codec/index.ts';

export const agencyStatementShape = shape.struct({
  agency: shape.id('agency'),
  /** Null where the agency's own key signed. */
  officer: shape.nullable(shape.id('officer')),
  timeMs: shape.time,
});

export type AgencyStatement = Infer<typeof agencyStatementShape>;
