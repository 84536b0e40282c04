/** Days and times as they are given on the command line. */
import { AnnalsError } from '@annals/ledger/errors';

/** Milliseconds since the epoch of `2027-06-30` (its start, UTC) or of a time of ISO 8601 with its zone. @throws AnnalsError `command.usage`. */
export function parseTime(text: string): number {
  const match = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.exec(text);
  const dayMs = Date.parse(match?.[1] ?? '');
  const timeMs = Date.parse(text);
  // A day that the month does not have would quietly become one of the next.
  const isReal = Number.isFinite(dayMs) && new Date(dayMs).toISOString().slice(0, 10) === match?.[1];
  if (match && isReal && Number.isFinite(timeMs)) return timeMs;
  throw new AnnalsError('command.usage', `${text} is no day such as 2027-06-30, nor a time such as 2027-06-30T12:00Z`);
}
