/**
 * How long a round lasts, and when its time begins and is over (PROTOCOL deadlines). It begins only with blocks by
 * 2f + 1 different validators since the round did: f + 1 of those are honest, so the time that is agreed then is no
 * older than the round, and neither a block with a wrong date nor a chain that stood still cuts what anybody has to
 * speak in.
 */
import { faultTolerance, type KeyCeremony, type Parameters, stateKey } from '../../block/index.ts';
import type { CeremonyRound } from '../../transaction/index.ts';
import type { OperationContext } from '../operation.ts';
import { clockOf } from '../time/index.ts';

/** What the time is told by. */
export type TimeContext = Pick<OperationContext, 'time' | 'state'>;

/** How long a round waits for those who have not spoken: longer where a seat that is away for a while costs the whole. */
export function roundLengthMs(
  round: CeremonyRound,
  { ceremonyRoundMs, ceremonyRestMs }: Pick<Parameters, 'ceremonyRoundMs' | 'ceremonyRestMs'>,
): number {
  return round === 'joining' || round === 'confirming' ? Math.max(ceremonyRoundMs, ceremonyRestMs) : ceremonyRoundMs;
}

/** The ceremony once the time of its round has begun, from the end of the block on; itself while it has not. */
// ATTACK round-cut-short: no single proposer says when a round has begun or is over.
export function withClockStarted(context: TimeContext, ceremony: KeyCeremony, lengthMs: number): KeyCeremony {
  const { sinceHeight, untilMs } = ceremony;
  if (sinceHeight === null || untilMs !== null || !hasBegun(context, sinceHeight)) return ceremony;
  return { ...ceremony, untilMs: context.time.agreedMs + lengthMs };
}

/** Whether enough different validators have made blocks since a height for a time to begin. */
function hasBegun({ state }: Pick<TimeContext, 'state'>, sinceHeight: number): boolean {
  const size = state.get(stateKey.validators)?.current.length ?? 0;
  const since = clockOf(state).seats.filter(({ height }) => height > sinceHeight).length;
  return since >= 2 * faultTolerance(size) + 1;
}
