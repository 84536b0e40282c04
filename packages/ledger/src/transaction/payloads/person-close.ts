/** `person.close`: a life event ends a pseudonym, once registrars of two agencies have said so, the first of an identity agency. */
import { shape } from '../../codec/index.ts';

export const personCloseShape = shape.struct({
  subject: shape.id('subject'),
  /** After a death only rules that outlive the person, and mandates for her estate, let anybody read. */
  event: shape.oneOf('death'),
});
