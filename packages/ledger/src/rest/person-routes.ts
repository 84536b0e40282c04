/** The routes by which a person finds what is hers, and by which a recovery of her key is followed. */
import { recoveryShape } from '../block/index.ts';
import { type Infer, type Shape, shape } from '../codec/index.ts';
import { provenSubjectsShape } from '../light/index.ts';
import type { Route } from './route.ts';

const nothing = shape.struct({}) as unknown as Shape<{ readonly [name: string]: never }>;
type Nothing = Infer<typeof nothing>;

const ofSubject = shape.struct({ subject: shape.id('subject') });
const ownSubjectsAnswer = shape.struct({ proven: provenSubjectsShape });

const inSector = shape.struct({ sector: shape.slug });

const ownSubjects: Route<Nothing, Infer<typeof inSector>, undefined, Infer<typeof ownSubjectsAnswer>> = {
  name: 'listOwnSubjects',
  method: 'GET',
  path: '/v1/own-subjects',
  summary:
    'What the key that asks acts for in a sector, proven: how a person who has nothing but her phrase finds her pseudonym',
  params: nothing,
  query: inSector,
  body: null,
  response: ownSubjectsAnswer,
  access: 'key-possession',
  errors: ['auth.required', 'auth.invalid', 'node.not-ready'],
};

const recovery: Route<Infer<typeof ofSubject>, Nothing, undefined, Infer<typeof recoveryShape>> = {
  name: 'getRecovery',
  method: 'GET',
  path: '/v1/subjects/{subject}/recovery',
  summary: 'The latest recovery of the key of a subject; for her, also by the key that was replaced, and for agencies',
  params: ofSubject,
  query: nothing,
  body: null,
  response: recoveryShape,
  access: 'key-possession',
  errors: ['auth.required', 'auth.invalid', 'auth.not-entitled', 'subject.unknown', 'recovery.unknown'],
};

export const personRoutes = { ownSubjects, recovery } as const;
