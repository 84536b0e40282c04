/** The routes that show what agencies read in secret and what they say of their reads; all public, none about a person. */
import { hiddenReadShape, readReportShape } from '../block/index.ts';
import { type Infer, type Shape, shape } from '../codec/index.ts';
import { MAX_PAGE_SIZE } from './answers.ts';
import type { Route } from './route.ts';

const nothing = shape.struct({}) as unknown as Shape<{ readonly [name: string]: never }>;
type Nothing = Infer<typeof nothing>;
const paging = shape.struct({
  after: shape.nullable(shape.text(200)),
  limit: shape.nullable(shape.integer(1, MAX_PAGE_SIZE)),
});
const ofAgency = shape.struct({ agency: shape.id('agency') });
const page = <T>(item: Shape<T>) =>
  shape.struct({ items: shape.list(item, MAX_PAGE_SIZE), next: shape.nullable(shape.text(200)) });

const hiddenReadAnswer = shape.struct({ id: shape.id('transaction'), value: hiddenReadShape });
export type HiddenReadAnswer = Infer<typeof hiddenReadAnswer>;

/** How an agency stands with its reports. A hint: `read-report/…` with its proof says what is so. */
export const silenceAnswer = shape.struct({
  agency: shape.id('agency'),
  /** The last period reported; null for none. */
  lastReported: shape.nullable(shape.uint),
  /** The period to report next, and until when that is in time. */
  next: shape.uint,
  dueMs: shape.time,
  /** Periods for which the time is over and nothing was said. */
  missing: shape.uint,
  /** Reports whose number is another than what the ledger counted. */
  mismatches: shape.uint,
});
export type SilenceAnswer = Infer<typeof silenceAnswer>;

export const readReportAnswer = shape.struct({ period: shape.uint, value: readReportShape });
export type ReadReportAnswer = Infer<typeof readReportAnswer>;

const silencePage = page(silenceAnswer);
const readReportPage = page(readReportAnswer);
const hiddenReadPage = page(hiddenReadAnswer);

const silence: Route<Nothing, Infer<typeof paging>, undefined, Infer<typeof silencePage>> = {
  name: 'listSilence',
  method: 'GET',
  path: '/v1/silence',
  summary: 'Which agencies have reported how many reads they made, period by period, and which are late',
  params: nothing,
  query: paging,
  body: null,
  response: silencePage,
  access: 'public',
  errors: [],
};

const readReports: Route<Infer<typeof ofAgency>, Infer<typeof paging>, undefined, Infer<typeof readReportPage>> = {
  name: 'listReadReports',
  method: 'GET',
  path: '/v1/agencies/{agency}/read-reports',
  summary: "An agency's reports of its reads, the latest period first",
  params: ofAgency,
  query: paging,
  body: null,
  response: readReportPage,
  access: 'public',
  errors: ['agency.unknown'],
};

const hiddenReads: Route<Nothing, Infer<typeof paging>, undefined, Infer<typeof hiddenReadPage>> = {
  name: 'listHiddenReads',
  method: 'GET',
  path: '/v1/hidden-reads',
  summary: 'Hidden reads: which agency, under which court, until when; what was read stays sealed until then',
  params: nothing,
  query: paging,
  body: null,
  response: hiddenReadPage,
  access: 'public',
  errors: [],
};

export const silenceRoutes = { silence, readReports, hiddenReads } as const;
