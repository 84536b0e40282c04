/** The routes of notices and of the subscription to them; all by key possession. */
import { type Infer, type Shape, shape } from '../codec/index.ts';
import { MAX_PAGE_SIZE } from './answers.ts';
import { noticePage, subscriptionAnswer, subscriptionChangeShape } from './notices.ts';
import type { Route } from './route.ts';

const params = shape.struct({ subject: shape.id('subject') });
const noQuery = shape.struct({}) as unknown as Shape<{ readonly [name: string]: never }>;
const paging = shape.struct({
  after: shape.nullable(shape.text(200)),
  limit: shape.nullable(shape.integer(1, MAX_PAGE_SIZE)),
});

const forPerson = ['auth.required', 'auth.invalid', 'auth.not-entitled', 'subject.unknown'] as const;

type Params = Infer<typeof params>;
type NoQuery = Infer<typeof noQuery>;

const notices: Route<Params, Infer<typeof paging>, undefined, Infer<typeof noticePage>> = {
  name: 'listNotices',
  method: 'GET',
  path: '/v1/subjects/{subject}/notices',
  summary: 'What was written about a person, the latest first; hints to look at what is proven',
  params,
  query: paging,
  body: null,
  response: noticePage,
  access: 'key-possession',
  errors: [...forPerson],
};

const subscription: Route<Params, NoQuery, undefined, Infer<typeof subscriptionAnswer>> = {
  name: 'getSubscription',
  method: 'GET',
  path: '/v1/subjects/{subject}/subscription',
  summary: 'The e-mail address to which this node sends notices about a person; for her alone',
  params,
  query: noQuery,
  body: null,
  response: subscriptionAnswer,
  access: 'key-possession',
  errors: [...forPerson, 'notices.off'],
};

const changeSubscription: Route<
  Params,
  NoQuery,
  Infer<typeof subscriptionChangeShape>,
  Infer<typeof subscriptionAnswer>
> = {
  name: 'changeSubscription',
  method: 'POST',
  path: '/v1/subjects/{subject}/subscription',
  summary: 'Subscribe to notices by e-mail, confirm the address, or unsubscribe; for the person alone',
  params,
  query: noQuery,
  body: subscriptionChangeShape,
  response: subscriptionAnswer,
  access: 'key-possession',
  errors: [...forPerson, 'notices.off', 'notices.full', 'notices.code', 'notices.too-often'],
};

export const noticeRoutes = { notices, subscription, changeSubscription } as const;
