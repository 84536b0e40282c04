/** Why erasing content, or holding it against erasure, is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const ERASURE_CODES = {
  'record.erased': {
    http: 410,
    exit: 3,
    title: 'The content of the record has been erased.',
    remedy: 'Nothing brings it back; the certificate of `annals record erasure` says who has destroyed it.',
  },
  'record.held': {
    http: 409,
    exit: 3,
    title: 'A hold keeps the record from being erased.',
    remedy: 'Ask the agency that holds it to release the hold; `annals record erasure` names it.',
  },
  'hold.exists': {
    http: 409,
    exit: 3,
    title: 'The agency holds the record already.',
    remedy: 'Nothing to do; one hold of an agency is enough.',
  },
  'hold.too-many': {
    http: 409,
    exit: 3,
    title: 'As many agencies as can hold the record hold it.',
    remedy: 'Nothing to do; a single hold keeps the record from being erased.',
  },
  'hold.unknown': {
    http: 404,
    exit: 4,
    title: 'The agency does not hold the record.',
    remedy: 'Name the agency that has placed the hold; `annals record erasure` lists them.',
  },
  'hold.in-force': {
    http: 409,
    exit: 3,
    title: 'The agency that holds the record still may, and only it lets go.',
    remedy: 'Ask that agency; what it may hold no more, another agency that may releases.',
  },
  'erasure.public': {
    http: 422,
    exit: 3,
    title: 'The content is public and stands on the ledger itself, where nothing can be erased.',
    remedy: 'Revoke the record instead.',
  },
  'erasure.unknown': {
    http: 404,
    exit: 4,
    title: 'The record has not been erased.',
    remedy: 'Check the record id; `annals record erase` asks for its erasure.',
  },
  'erasure.confirmed': {
    http: 409,
    exit: 3,
    title: 'The agency has confirmed these erasures already, or none was asked of it.',
    remedy: 'Nothing to do.',
  },
} as const satisfies Record<string, CatalogueEntry>;
