/** When and how a person is told of a notice: what her record type says, and at once where no type is asked. */
import type { RecordType } from '@annals/ledger/block';
import type { AddressedNotice } from './notice-of.ts';

type Rule = RecordType['notices'][number];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** When a mail tells of it; null: not at all. What concerns her keys, her decisions or an emergency does not wait. */
export function whenToTell(
  { notice, rule }: AddressedNotice,
  rulesOf: (type: string) => RecordType['notices'],
): Rule['when'] | null {
  if (notice.kind === 'closed') return null;
  if (rule === null) return 'at-once';
  return rulesOf(rule.type).find(({ on }) => on === rule.on)?.when ?? null;
}

/** The next time at which daily letters go, at an hour of the day in UTC. */
export function nextDailyMs(nowMs: number, hour: number): number {
  const today = nowMs - (nowMs % DAY_MS) + hour * HOUR_MS;
  return today > nowMs ? today : today + DAY_MS;
}
