/** Dates, numbers, money and texts as the language has them. */
import type { LocalizedText } from '@annals/ledger/transaction';
import type { Language } from '../messages/index.ts';

/** A point in time, with its zone, as people of the language write it. */
export function dateTime(language: Language, timeMs: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' }).format(timeMs);
}

export function number(language: Language, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Money from its minor unit. */
export function money(language: Language, minor: number, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
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
