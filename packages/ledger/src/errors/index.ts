export { AnnalsError, InvariantError, invariant } from './annals-error.ts';
export { CATALOGUE, isErrorCode, type ErrorCode, type CatalogueEntry } from './catalogue.ts';
