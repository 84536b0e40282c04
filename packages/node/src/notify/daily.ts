/** When and how a person is told of a notice: what her record type says, and at once where no type is asked. */
import type { RecordType } from '@annals/ledger/block';
import type { AddressedNotice } from './notice-of.ts';

type Rule = RecordType['notices'][number];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** When a mail tells of it; null: not at all. What concerns her keys, her decisions or an emergency does not wait. */
export function whenToTell(
  { notice, type }: AddressedNotice,
  rulesOf: (type: string) => RecordType['notices'],
): Rule['when'] | null {
  if (notice.kind === 'closed') return null;
  const on = eventOf(notice);
  if (on === null || type === null) return 'at-once';
  return rulesOf(type).find((rule) => rule.on === on)?.when ?? null;
}

/** The event of a type's rules that a notice is; null where no rule decides. */
function eventOf({ kind, what }: AddressedNotice['notice']): Rule['on'] | null {
  switch (kind) {
    case 'read':
    case 'read-refused':
      return kind;
    case 'record-issued':
      return 'issued';
    case 'record-changed':
      return what === 'amended' || what === 'transferred' ? what : 'transitioned';
    default:
      return null;
  }
}

/** The next time at which daily letters go, at an hour of the day in UTC. */
export function nextDailyMs(nowMs: number, hour: number): number {
  const today = nowMs - (nowMs % DAY_MS) + hour * HOUR_MS;
  return today > nowMs ? today : today + DAY_MS;
}
