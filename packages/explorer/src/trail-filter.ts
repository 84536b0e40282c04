/** Which entries of an access log are shown. */
import type { AccessEntry } from '@annals/ledger/block';

/** What each part must be; an empty text lets all pass. */
export interface TrailFilter {
  readonly outcome: string;
  readonly agency: string;
  readonly purpose: string;
}

export const NO_FILTER: TrailFilter = { outcome: '', agency: '', purpose: '' };

/** The entries that pass, the latest first. */
export function filterTrail(entries: readonly AccessEntry[], filter: TrailFilter): readonly AccessEntry[] {
  const passes = (entry: AccessEntry) =>
    (Object.keys(NO_FILTER) as (keyof TrailFilter)[]).every((part) => ['', entry[part]].includes(filter[part]));
  return entries.filter(passes).reverse();
}

/** The different values of one part, for a choice. */
export function valuesOf(entries: readonly AccessEntry[], part: keyof TrailFilter): readonly string[] {
  return [...new Set(entries.map((entry) => entry[part] as string))].sort();
}
