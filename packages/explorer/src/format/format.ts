/**
 * Dates, numbers, money and texts as the language has them. None of these throws, whatever it is given: what cannot be
 * shown so is shown as what it is (ATTACK date-beyond-calendars).
 */
import type { LocalizedText } from '@annals/ledger/transaction';
import { fill, LANGUAGES, type Language } from '../messages/index.ts';

/** The language as the reader's country writes it, where her browser names one: dates in London are not as in New York. */
function localeOf(language: Language): string {
  const tags = globalThis.navigator?.languages ?? [];
  return tags.find((tag) => tag.startsWith(`${language}-`) && isLocale(tag)) ?? language;
}

/** A browser can name what is none, such as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** Of 24 hours in every language and country: whoever compares two times does not look for a letter behind them. */
const CLOCK = { timeStyle: 'long', hourCycle: 'h23' } as const;
const LONGEST_SHOWN = 80;

/** What the first gives, or where that throws what the second gives. */
function orElse(show: () => string, otherwise: () => string): string {
  try {
    return show();
  } catch {
    return otherwise();
  }
}

/** A value that is not what it should be, as text. */
function asItIs(value: unknown): string {
  return orElse(
    () => String(value).slice(0, LONGEST_SHOWN),
    () => '?',
  );
}

function dateIn(language: Language, options: Intl.DateTimeFormatOptions, timeMs: number): string {
  return orElse(
    () => new Intl.DateTimeFormat(localeOf(language), options).format(timeMs),
    () => fill(LANGUAGES[language].messages['format.noDate'], { value: asItIs(timeMs) }),
  );
}

/** A point in time, with its zone, as people of the language write it. */
export function dateTime(language: Language, timeMs: number): string {
  return dateIn(language, { dateStyle: 'medium', ...CLOCK }, timeMs);
}

/** The time of a day, with its zone. */
export function timeOfDay(language: Language, timeMs: number): string {
  return dateIn(language, CLOCK, timeMs);
}

/** A whole day, as the head of what happened on it. */
export function dayOf(language: Language, timeMs: number): string {
  return dateIn(language, { dateStyle: 'full' }, timeMs);
}

/** A day where there is little room; `zone` for days that are counted by another clock than the reader's. */
export function day(language: Language, timeMs: number, zone?: 'UTC'): string {
  return dateIn(language, { day: 'numeric', month: 'short', ...(zone && { timeZone: zone }) }, timeMs);
}

export function month(language: Language, timeMs: number): string {
  return dateIn(language, { month: 'short', year: 'numeric' }, timeMs);
}

/** A point in time as programs read it (ISO 8601); of what is none, the number. */
export function isoTime(timeMs: number): string {
  return orElse(
    () => new Date(timeMs).toISOString(),
    () => asItIs(timeMs),
  );
}

function numberIn(language: Language, options: Intl.NumberFormatOptions, value: number): string {
  return orElse(
    () => new Intl.NumberFormat(localeOf(language), options).format(value),
    () => asItIs(value),
  );
}

export function number(language: Language, value: number): string {
  return numberIn(language, {}, value);
}

const SPANS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** How long something is, in the largest unit of which there are two; the last one counts even when there is none. */
export function span(language: Language, ms: number): string {
  const whole = Number.isFinite(ms) ? Math.max(0, ms) : 0;
  const [unit, ofMs] = SPANS.find(([, each]) => whole >= 2 * each) ?? ['second', 1_000];
  return numberIn(language, { style: 'unit', unit, unitDisplay: 'long' }, Math.floor(whole / ofMs));
}

/** Several things in one sentence, such as "A, B and C". */
export function listOf(language: Language, items: readonly string[]): string {
  return orElse(
    () => new Intl.ListFormat(localeOf(language)).format(items),
    () => asItIs(items),
  );
}

/** A number where there is little room, such as 12K. */
export function shortNumber(language: Language, value: number): string {
  return numberIn(language, { notation: 'compact' }, value);
}

/** Money from its minor unit; of a currency that is none, how many of its smallest unit. */
export function money(language: Language, minor: number, currency: string): string {
  return orElse(
    () => {
      const format = new Intl.NumberFormat(localeOf(language), { style: 'currency', currency });
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    () => fill(LANGUAGES[language].messages['format.noCurrency'], { value: asItIs(minor), currency: asItIs(currency) }),
  );
}

/** A text in the language, else in English, else in whichever it has. */
export function localized(language: Language, text: LocalizedText): string {
  return orElse(
    () => String(text[language] ?? text.en ?? Object.values(text)[0] ?? '–'),
    () => '–',
  );
}

/** An identifier short enough for a table; its beginning and end are what people compare. */
export function shorten(id: string): string {
  return id.length <= 18 ? id : `${id.slice(0, 10)}…${id.slice(-6)}`;
}
