/**
 * Dates and times as JSON Schema has them (`date` and `date-time` of RFC 3339), in milliseconds since 1970. By
 * arithmetic alone: the ledger reads no clock, and so not the object that has one.
 */

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** A day, or an instant. `endMs` is when it is over: of a day, when the next begins (UTC). */
export interface DateText {
  readonly beginMs: number;
  readonly endMs: number;
}

/** Undefined for what is neither, and for a day that its month does not have. */
export function parseDateText(text: string): DateText | undefined {
  const date = DATE.exec(text);
  if (date) {
    const beginMs = dayMs(date);
    return beginMs === undefined ? undefined : { beginMs, endMs: beginMs + DAY_MS };
  }
  const time = DATE_TIME.exec(text);
  const ofDayMs = time ? dayMs(time) : undefined;
  if (!time || ofDayMs === undefined) return undefined;
  const [hour, minute, second] = time.slice(4, 7).map(Number) as [number, number, number];
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const fractionMs = Math.floor(Number(`0${time[7] ?? ''}`) * 1_000);
  const offset = (Number(time[9] ?? 0) * 60 + Number(time[10] ?? 0)) * (time[8] === '-' ? -1 : 1);
  const atMs = ofDayMs + ((hour * 60 + minute - offset) * 60 + second) * 1_000 + fractionMs;
  return { beginMs: atMs, endMs: atMs };
}

/** The beginning of a day of the proleptic Gregorian calendar. */
function dayMs([, y, m, d]: RegExpExecArray): number | undefined {
  const [year, month, day] = [Number(y), Number(m), Number(d)];
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  // Days since 0000-03-01, a year that begins with March having its leap day at the end (Hinnant, days_from_civil).
  const years = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const days = years * 365 + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400) + ofYear;
  return (days - 719_468) * DAY_MS;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
