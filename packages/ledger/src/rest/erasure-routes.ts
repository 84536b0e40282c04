/**
 * The routes of what has become of a record's content: who keeps it from being erased, who has destroyed it; of the
 * proofs that a presentation of it rests on, and of those by which anybody sees whether it still holds.
 */
import { erasureShape, holdsShape } from '../block/index.ts';
import { type Infer, type Shape, shape } from '../codec/index.ts';
import { type ProvenStanding, provenStandingShape, provenValueShape } from '../light/index.ts';
import { type Presentable, presentableShape } from '../presentation/index.ts';
import { MAX_PAGE_SIZE } from './answers.ts';
import type { Route } from './route.ts';

const nothing = shape.struct({}) as unknown as Shape<{ readonly [name: string]: never }>;
type Nothing = Infer<typeof nothing>;
const ofRecord = shape.struct({ record: shape.id('record') });
const paging = shape.struct({
  after: shape.nullable(shape.text(200)),
  limit: shape.nullable(shape.integer(1, MAX_PAGE_SIZE)),
});

const erasureAnswer = shape.struct({
  /** Null when the record has not been erased. */
  erasure: shape.nullable(erasureShape),
  /** Null when nobody holds it. */
  holds: shape.nullable(holdsShape),
  /** The certificate, or that there is none. */
  proven: provenValueShape,
  provenHolds: provenValueShape,
});
const erasurePage = shape.struct({
  items: shape.list(shape.struct({ record: shape.id('record'), value: erasureShape }), MAX_PAGE_SIZE),
  next: shape.nullable(shape.text(200)),
});

const erasure: Route<Infer<typeof ofRecord>, Nothing, undefined, Infer<typeof erasureAnswer>> = {
  name: 'getErasure',
  method: 'GET',
  path: '/v1/records/{record}/erasure',
  summary: 'Who holds a record against erasure, and if it was erased, who has destroyed its content and who has not',
  params: ofRecord,
  query: nothing,
  body: null,
  response: erasureAnswer,
  access: 'public',
  errors: ['record.unknown'],
};

const erasures: Route<Nothing, Infer<typeof paging>, undefined, Infer<typeof erasurePage>> = {
  name: 'listErasures',
  method: 'GET',
  path: '/v1/erasures',
  summary: 'All erasures, with who has destroyed the content and who has not',
  params: nothing,
  query: paging,
  body: null,
  response: erasurePage,
  access: 'public',
  errors: [],
};

const presentable: Route<Infer<typeof ofRecord>, Nothing, undefined, Presentable> = {
  name: 'getPresentable',
  method: 'GET',
  path: '/v1/records/{record}/presentable',
  summary: 'The proofs that a presentation of a record rests on, all at one block; for its subject',
  params: ofRecord,
  query: nothing,
  body: null,
  response: presentableShape,
  access: 'key-possession',
  errors: ['auth.required', 'auth.invalid', 'auth.not-entitled', 'record.unknown', 'record.erased'],
};

const recordStanding: Route<Infer<typeof ofRecord>, Nothing, undefined, ProvenStanding> = {
  name: 'getRecordStanding',
  method: 'GET',
  path: '/v1/records/{record}/standing',
  summary: 'How a record stands now, with its type, its subject and the holds on it, all proven at one block',
  params: ofRecord,
  query: nothing,
  body: null,
  response: provenStandingShape,
  access: 'public',
  errors: ['record.unknown'],
};

export const erasureRoutes = { erasure, erasures, presentable, recordStanding } as const;
