/** Days and times as they are given on the command line. */
import { AnnalsError } from '@annals/ledger/errors';

/** Milliseconds since the epoch of `2027-06-30` (its start, UTC) or of a time of ISO 8601 with its zone. @throws AnnalsError `command.usage`. */
export function parseTime(text: string): number {
  const isTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const timeMs = isTime ? Date.parse(text) : Number.NaN;
  // A day that the month does not have would quietly become one of the next.
  const isReal = isTime && new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10));
  if (Number.isFinite(timeMs) && isReal) return timeMs;
  throw new AnnalsError('command.usage', `${text} is no day such as 2027-06-30, nor a time such as 2027-06-30T12:00Z`);
}
