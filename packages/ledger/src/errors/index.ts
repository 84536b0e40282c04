export { AnnalsError, InvariantError, invariant } from './annals-error.ts';
export { CATALOGUE, type ErrorCode, isErrorCode } from './catalogue.ts';
export type { CatalogueEntry } from './catalogue-entry.ts';
