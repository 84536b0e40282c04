/** `mandate.revoke`: ends a mandate before its date; by who could grant it, or by a representative who gives it back. */
import { shape } from '../../codec/index.ts';

export const mandateRevokeShape = shape.struct({
  /** The subject whose present key signs; when an agency does, the person who is represented. */
  subject: shape.id('subject'),
  /** The person who is represented, when her representative signs; else null. */
  represented: shape.nullable(shape.id('subject')),
  mandate: shape.id('mandate'),
});
