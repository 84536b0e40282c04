/** Calendar months around a time, as the ledger names periods. */

/** `2026-11` for a time in November 2026 and an offset of 0, `2026-12` for 1. */
export function monthAt(timeMs: number, offset: number): string {
  const time = new Date(timeMs);
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + offset, 1)).toISOString().slice(0, 7);
}

/** The 20th of a month, when payments are due. */
export function dueOf(month: string): number {
  return Date.parse(`${month}-20T00:00:00Z`);
}
