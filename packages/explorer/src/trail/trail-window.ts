/**
 * The part of verified access logs that is shown: which entries pass the filters, how many in each span of time, and
 * what there is to choose from. Made in the worker, so that a long log never reaches the page as a whole.
 */
import type { AccessEntry } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';

/** An entry with the access log that it stands in. */
export interface LoggedEntry {
  readonly sector: string;
  readonly subject: SubjectId;
  readonly entry: AccessEntry;
}

/** What an entry must be; an empty text lets all pass. `from` and `until` are days, such as `2026-11-25`. */
export interface TrailFilter {
  readonly sector: string;
  readonly outcome: string;
  readonly agency: string;
  readonly purpose: string;
  readonly mode: string;
  readonly from: string;
  readonly until: string;
}

export const NO_FILTER: TrailFilter = {
  sector: '',
  outcome: '',
  agency: '',
  purpose: '',
  mode: '',
  from: '',
  until: '',
};

/** Reads in one span of time, by what became of them. */
export interface TrailCount {
  readonly startMs: number;
  readonly granted: number;
  readonly refused: number;
  readonly emergency: number;
}

export interface TrailWindow {
  readonly entries: readonly LoggedEntry[];
  /** How many pass the filters, and how many there are. */
  readonly matching: number;
  readonly total: number;
  readonly chart: { readonly by: 'day' | 'month'; readonly counts: readonly TrailCount[] };
  /** The different values that occur, whatever the filter. */
  readonly choices: Readonly<Record<'sector' | 'outcome' | 'agency' | 'purpose' | 'mode', readonly string[]>>;
}

const DAY_MS = 86_400_000;
/** Bars of the chart; a longer time is counted by months. */
const MAX_DAYS = 31;
const MAX_MONTHS = 24;
const CHOICES = ['sector', 'outcome', 'agency', 'purpose', 'mode'] as const;

/** The entries that pass, the latest first, from `offset` on. */
export function windowOf(all: readonly LoggedEntry[], filter: TrailFilter, offset: number, limit: number): TrailWindow {
  const fromMs = filter.from === '' ? Number.NEGATIVE_INFINITY : startOfDay(filter.from);
  const untilMs = filter.until === '' ? Number.POSITIVE_INFINITY : startOfDay(filter.until) + DAY_MS;
  const matching = all
    .filter((each) => {
      const { timeMs } = each.entry;
      return timeMs >= fromMs && timeMs < untilMs && CHOICES.every((part) => passes(filter[part], each, part));
    })
    .sort((a, b) => b.entry.timeMs - a.entry.timeMs || b.entry.height - a.entry.height);
  return {
    entries: matching.slice(offset, offset + limit),
    matching: matching.length,
    total: all.length,
    chart: countBySpan(matching),
    choices: Object.fromEntries(CHOICES.map((part) => [part, choicesOf(all, part)])) as TrailWindow['choices'],
  };
}

function passes(wanted: string, each: LoggedEntry, part: (typeof CHOICES)[number]): boolean {
  return wanted === '' || partOf(each, part) === wanted;
}

function partOf({ sector, entry }: LoggedEntry, part: (typeof CHOICES)[number]): string {
  return part === 'sector' ? sector : (entry[part] ?? '');
}

function choicesOf(all: readonly LoggedEntry[], part: (typeof CHOICES)[number]): readonly string[] {
  return [...new Set(all.map((each) => partOf(each, part)))].filter((value) => value !== '').sort();
}

function startOfDay(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime();
}

/** Counts by days of the reader's own clock, or by months where there would be too many; the last bars when still so. */
function countBySpan(matching: readonly LoggedEntry[]): TrailWindow['chart'] {
  const [latest, earliest] = [matching[0]?.entry.timeMs, matching.at(-1)?.entry.timeMs];
  if (latest === undefined || earliest === undefined) return { by: 'day', counts: [] };
  const by = latest - earliest < MAX_DAYS * DAY_MS ? 'day' : 'month';
  const spans = spansBetween(by, earliest, latest);
  const counts = new Map(spans.map((startMs) => [startMs, { startMs, granted: 0, refused: 0, emergency: 0 }]));
  for (const { entry } of matching) {
    const count = counts.get(startOf(by, entry.timeMs));
    if (!count) continue;
    if (entry.outcome === 'refused') count.refused++;
    else if (entry.mode === 'emergency') count.emergency++;
    else count.granted++;
  }
  return { by, counts: [...counts.values()] };
}

function startOf(by: 'day' | 'month', timeMs: number): number {
  const time = new Date(timeMs);
  return new Date(time.getFullYear(), time.getMonth(), by === 'day' ? time.getDate() : 1).getTime();
}

function spansBetween(by: 'day' | 'month', earliestMs: number, latestMs: number): readonly number[] {
  const spans: number[] = [];
  let at = startOf(by, latestMs);
  while (at >= startOf(by, earliestMs) && spans.length < (by === 'day' ? MAX_DAYS + 1 : MAX_MONTHS)) {
    spans.unshift(at);
    at = startOf(by, at - 1);
  }
  return spans;
}
