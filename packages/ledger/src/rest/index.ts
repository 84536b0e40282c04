export * from './answers.ts';
export { boundedFetch, type Patience } from './bounded-fetch.ts';
export { type Call, RestClient, type RestClientOptions, shortChain } from './client.ts';
export type { Fetch } from './fetch.ts';
export {
  KEY_POSSESSION_WINDOW_MS,
  namedKey,
  type PossessionClaim,
  possessionBody,
  possessionHeader,
  verifyPossession,
} from './key-possession.ts';
export * from './notices.ts';
export { codeShape, MAX_OPENINGS, type OpeningsAnswer } from './opening-routes.ts';
export type { AccessCountsAnswer, ReviewAnswer } from './policy-routes.ts';
export { NodeProblem, PROBLEM_CONTENT_TYPE, type Problem, problemOf, problemShape } from './problem.ts';
export { errorOfAnswer } from './read-answer.ts';
export {
  type AnyRoute,
  type BodyOfRoute,
  COMMON_ERRORS,
  type ParamsOf,
  type QueryOf,
  type ResponseOf,
  type Route,
  type RouteAccess,
  readUrlFields,
  urlOf,
} from './route.ts';
export { type RouteName, routes, submissionShape } from './routes.ts';
export type { HiddenReadAnswer, ReadReportAnswer, SilenceAnswer } from './silence-routes.ts';
export { type FetchPage, fetchWholeList, LIST_PAGE_ITEMS } from './whole-list.ts';
export { fetchLogInParts, fetchWholeLog, LOG_PART_ENTRIES } from './whole-log.ts';
