/** Why a read, or the look at an access log, is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const ACCESS_CODES = {
  'access.no-section': {
    http: 422,
    exit: 3,
    title: 'The record has no such section.',
    remedy: 'Use the sections of its type.',
  },
  'access.role': {
    http: 403,
    exit: 3,
    title: 'No role may read this section that the officer has and the members have given to her agency.',
    remedy: 'Ask an officer who may.',
  },
  'access.purpose': {
    http: 403,
    exit: 3,
    title: 'This purpose does not permit reading this section.',
    remedy: 'Name the purpose that is true; the type lists what each permits.',
  },
  'access.agency': {
    http: 403,
    exit: 3,
    title: 'This agency may not read records of this type.',
    remedy: 'The agencies may revise the type.',
  },
  'access.state': {
    http: 403,
    exit: 3,
    title: 'The record cannot be read in its present state.',
    remedy: 'Look at its status.',
  },
  'access.public': {
    http: 422,
    exit: 3,
    title: 'The record is public: it needs no request to be read.',
    remedy: 'Read its content in the record itself.',
  },
  'access.repeated': {
    http: 422,
    exit: 3,
    title: 'The request names a record twice, or a section of a record.',
    remedy: 'Name each record once, with each of its sections once.',
  },
  'access.reader-key': {
    http: 422,
    exit: 3,
    title: 'The reader key has not signed this request.',
    remedy: 'Make a fresh reader key and sign the request with it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
