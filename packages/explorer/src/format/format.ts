/** Dates, numbers, money and texts as the language has them. */
import type { LocalizedText } from '@annals/ledger/transaction';
import type { Language } from '../messages/index.ts';

/** The language as the reader's country writes it, where her browser names one: dates in London are not as in New York. */
function localeOf(language: Language): string {
  const tags = globalThis.navigator?.languages ?? [];
  return tags.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}

/** Of 24 hours in every language and country: whoever compares two times does not look for a letter behind them. */
const CLOCK = { timeStyle: 'long', hourCycle: 'h23' } as const;

/** A point in time, with its zone, as people of the language write it. */
export function dateTime(language: Language, timeMs: number): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', ...CLOCK }).format(timeMs);
}

/** The time of a day, with its zone. */
export function timeOfDay(language: Language, timeMs: number): string {
  return new Intl.DateTimeFormat(localeOf(language), CLOCK).format(timeMs);
}

/** A whole day, as the head of what happened on it. */
export function dayOf(language: Language, timeMs: number): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'full' }).format(timeMs);
}

/** A day where there is little room; `zone` for days that are counted by another clock than the reader's. */
export function day(language: Language, timeMs: number, zone?: 'UTC'): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    day: 'numeric',
    month: 'short',
    ...(zone && { timeZone: zone }),
  }).format(timeMs);
}

export function month(language: Language, timeMs: number): string {
  return new Intl.DateTimeFormat(localeOf(language), { month: 'short', year: 'numeric' }).format(timeMs);
}

export function number(language: Language, value: number): string {
  return new Intl.NumberFormat(localeOf(language)).format(value);
}

/** Several things in one sentence, such as "A, B and C". */
export function listOf(language: Language, items: readonly string[]): string {
  return new Intl.ListFormat(localeOf(language)).format(items);
}

/** A number where there is little room, such as 12K. */
export function shortNumber(language: Language, value: number): string {
  return new Intl.NumberFormat(localeOf(language), { notation: 'compact' }).format(value);
}

/** Money from its minor unit. */
export function money(language: Language, minor: number, currency: string): string {
  const format = new Intl.NumberFormat(localeOf(language), { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A text in the language, else in English, else in whichever it has. */
export function localized(language: Language, text: LocalizedText): string {
  return text[language] ?? text.en ?? Object.values(text)[0] ?? '';
}

/** An identifier short enough for a table; its beginning and end are what people compare. */
export function shorten(id: string): string {
  return id.length <= 18 ? id : `${id.slice(0, 10)}…${id.slice(-6)}`;
}
