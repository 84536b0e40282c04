/** Why an agency's report of its reads is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const SILENCE_CODES = {
  'report.too-early': {
    http: 422,
    exit: 3,
    title: 'The period is not over.',
    remedy: 'Report it when the block time has passed its end.',
  },
  'report.order': {
    http: 409,
    exit: 3,
    title: 'Periods are reported one after another, each once.',
    remedy: 'Report the period after the last one reported; `annals access silence` shows which that is.',
  },
  'report.unknown': {
    http: 404,
    exit: 4,
    title: 'The agency had no such period to report.',
    remedy: 'Ask for a period between its admission and now.',
  },
} as const satisfies Record<string, CatalogueEntry>;
