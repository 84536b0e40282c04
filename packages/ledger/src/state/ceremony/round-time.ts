/**
 * How long a round lasts, and when its time begins and is over. It begins only with blocks by 2f + 1 different
 * validators since the round did, of whom f + 1 are honest: so the time that is agreed then is no older than the round,
 * and no block with a wrong date cuts what anybody has to speak in (PROTOCOL key-ceremony).
 */
import type { KeyCeremony, Parameters } from '../../block/index.ts';
import type { CeremonyRound } from '../../transaction/index.ts';
import type { OperationContext } from '../operation.ts';

/** What the time is told by. */
export type TimeContext = Pick<OperationContext, 'height' | 'timeMs' | 'state'>;

/** The time by which ceremonies go. */
export function nowMs({ timeMs }: TimeContext): number {
  return timeMs;
}

/** Whether a time is over. */
export function hasPassed({ timeMs }: TimeContext, deadlineMs: number): boolean {
  return timeMs >= deadlineMs;
}

/** Whether enough different validators have made blocks since a height for a time to begin. */
export function hasBegun({ height }: TimeContext, sinceHeight: number): boolean {
  return height >= sinceHeight;
}

/** How long a round waits for those who have not spoken: longer where a seat that is away for a while costs the whole. */
export function roundLengthMs(
  round: CeremonyRound,
  { ceremonyRoundMs, ceremonyRestMs }: Pick<Parameters, 'ceremonyRoundMs' | 'ceremonyRestMs'>,
): number {
  return round === 'joining' || round === 'confirming' ? Math.max(ceremonyRoundMs, ceremonyRestMs) : ceremonyRoundMs;
}

/** The ceremony once the time of its round has begun, from the end of the block on; itself while it has not. */
export function withClockStarted(context: TimeContext, ceremony: KeyCeremony, lengthMs: number): KeyCeremony {
  const { sinceHeight, untilMs } = ceremony;
  if (sinceHeight === null || untilMs !== null || !hasBegun(context, sinceHeight)) return ceremony;
  return { ...ceremony, untilMs: nowMs(context) + lengthMs };
}
