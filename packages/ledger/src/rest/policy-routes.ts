/**
 * The routes of what a person has decided about her records, of who acts for whom, of the emergency reads that wait
 * for review, and of the public counts of reads.
 */
import {
  accessCountsShape,
  consentsShape,
  MAX_MANDATES,
  MAX_REPRESENTED,
  mandateOffersShape,
  mandateShape,
  mandatesShape,
  restrictionsShape,
  reviewShape,
} from '../block/index.ts';
import { type Infer, type Shape, shape } from '../codec/index.ts';
import { MAX_PAGE_SIZE } from './answers.ts';
import type { Route } from './route.ts';

const nothing = shape.struct({}) as unknown as Shape<{ readonly [name: string]: never }>;
type Nothing = Infer<typeof nothing>;
const paging = shape.struct({
  after: shape.nullable(shape.text(200)),
  limit: shape.nullable(shape.integer(1, MAX_PAGE_SIZE)),
});
const ofSubject = shape.struct({ subject: shape.id('subject') });
const ofAgency = shape.struct({ agency: shape.id('agency') });
const page = <T>(item: Shape<T>) =>
  shape.struct({ items: shape.list(item, MAX_PAGE_SIZE), next: shape.nullable(shape.text(200)) });

const consentsAnswer = shape.struct({ consents: consentsShape });
const restrictionsAnswer = shape.struct({ restrictions: restrictionsShape });
const mandatesAnswer = shape.struct({ mandates: mandatesShape });
const mandateOffersAnswer = shape.struct({ offers: mandateOffersShape });

/** Somebody whom a person represents or has represented, with the mandates for it. */
const representedPerson = shape.struct({
  subject: shape.id('subject'),
  mandates: shape.list(mandateShape, MAX_MANDATES),
});
const representedAnswer = shape.struct({ represented: shape.list(representedPerson, MAX_REPRESENTED) });

const reviewAnswer = shape.struct({ id: shape.id('transaction'), value: reviewShape });
const reviewPage = page(reviewAnswer);
const accessCountsAnswer = shape.struct({ agency: shape.id('agency'), value: accessCountsShape });
const accessCountsPage = page(accessCountsAnswer);

export type ReviewAnswer = Infer<typeof reviewAnswer>;
export type AccessCountsAnswer = Infer<typeof accessCountsAnswer>;

/** What is about a person: for her, and for who represents her under a mandate in force. */
function aboutPerson<R>(
  name: string,
  part: string,
  summary: string,
  response: Shape<R>,
): Route<Infer<typeof ofSubject>, Nothing, undefined, R> {
  return {
    name,
    method: 'GET',
    path: `/v1/subjects/{subject}/${part}`,
    summary,
    params: ofSubject,
    query: nothing,
    body: null,
    response,
    access: 'key-possession',
    errors: ['auth.required', 'auth.invalid', 'auth.not-entitled', 'subject.unknown'],
  };
}

const reviews: Route<Infer<typeof ofAgency>, Infer<typeof paging>, undefined, Infer<typeof reviewPage>> = {
  name: 'listReviews',
  method: 'GET',
  path: '/v1/agencies/{agency}/reviews',
  summary: 'Emergency reads of an agency that nobody has reviewed yet; for the agencies and their officers',
  params: ofAgency,
  query: paging,
  body: null,
  response: reviewPage,
  access: 'key-possession',
  errors: ['auth.required', 'auth.invalid', 'auth.not-entitled', 'agency.unknown'],
};

const accessCounts: Route<Nothing, Infer<typeof paging>, undefined, Infer<typeof accessCountsPage>> = {
  name: 'listAccessCounts',
  method: 'GET',
  path: '/v1/access-counts',
  summary: 'How many reads each agency has made: granted, refused, in an emergency, hidden; and its reviews',
  params: nothing,
  query: paging,
  body: null,
  response: accessCountsPage,
  access: 'public',
  errors: [],
};

export const policyRoutes = {
  consents: aboutPerson(
    'listConsents',
    'consents',
    "A person's consents: all in force, and the latest that have ended",
    consentsAnswer,
  ),
  restrictions: aboutPerson(
    'listRestrictions',
    'restrictions',
    'What a person has restricted to those who have her consent',
    restrictionsAnswer,
  ),
  mandates: aboutPerson('listMandates', 'mandates', 'Who may act for a person, and until when', mandatesAnswer),
  mandateOffers: aboutPerson(
    'listMandateOffers',
    'mandate-offers',
    'The mandates that a person has been offered, and has neither accepted nor declined',
    mandateOffersAnswer,
  ),
  represented: aboutPerson(
    'listRepresented',
    'represented',
    'For whom a person acts or has acted, with the mandates for it',
    representedAnswer,
  ),
  reviews,
  accessCounts,
} as const;
