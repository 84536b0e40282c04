/** What `annals status` says of the network key: whether it stands, who holds a share, and which ceremony waits for whom. */
import type { AgencyId } from '@annals/ledger/codec';
import type { NodeStatus } from '@annals/ledger/rest';
import { timeText } from '../session/names.ts';

/** Faults that are listed; what comes after them is in the outcome on the ledger. */
const MAX_LISTED = 10;

/**
 * @param name of an agency, for people.
 * @param away agencies whose validator is not heard from.
 */
export function describeNetworkKey(
  { networkKey, ceremony }: Pick<NodeStatus, 'networkKey' | 'ceremony'>,
  name: (agency: AgencyId) => string,
  away: readonly AgencyId[] = [],
): string {
  return [
    keyLine(networkKey, name, away),
    ...(networkKey?.standby ? [standbyLine(networkKey, networkKey.standby, name)] : []),
    ...(ceremony ? ceremonyLines(ceremony, name, networkKey !== null) : []),
  ].join('\n');
}

/** Agencies that the two name. */
export function namedIn({ networkKey, ceremony }: Pick<NodeStatus, 'networkKey' | 'ceremony'>): readonly AgencyId[] {
  const atFault = ceremony?.faults.flatMap(({ agency, other }) => [agency, ...(other ? [other] : [])]) ?? [];
  const unconfirmed = networkKey?.standby?.missing ?? [];
  return [...(networkKey?.holders ?? []), ...unconfirmed, ...(ceremony?.missing ?? []), ...atFault];
}

function keyLine(
  networkKey: NodeStatus['networkKey'],
  name: (agency: AgencyId) => string,
  away: readonly AgencyId[],
): string {
  if (!networkKey) return 'The network key does not stand yet: until it does, sealed records are refused.';
  const { epoch, threshold, sinceHeight, holders } = networkKey;
  const holding = holders.map(name).join(', ');
  return `Network key: epoch ${epoch}, since block ${sinceHeight}; it takes ${threshold} of ${holders.length} shares, held by ${holding}.${reachOf(holders, threshold, away)}`;
}

/** Who keeps the epoch in force, and what ends that. */
function standbyLine(
  { epoch }: NonNullable<NodeStatus['networkKey']>,
  { epoch: next, missing }: NonNullable<NonNullable<NodeStatus['networkKey']>['standby']>,
  name: (agency: AgencyId) => string,
): string {
  return `Shares of epoch ${next} stand by, not confirmed by ${missing.map(name).join(', ')}. Until each has confirmed, or its seat is voted out, holders of epoch ${epoch} keep their shares and their nodes running, also those that have left.`;
}

/** Whether what is sealed opens while some holders are away. */
function reachOf(holders: readonly AgencyId[], threshold: number, away: readonly AgencyId[]): string {
  const here = holders.filter((holder) => !away.includes(holder)).length;
  if (here === holders.length) return '';
  return here < threshold
    ? ` Only ${here} of these are heard from: no record opens for a reader until there are ${threshold}.`
    : ` ${here} of these are heard from, which is ${here === threshold ? 'just ' : ''}enough to open records.`;
}

function ceremonyLines(
  { epoch, round, untilMs, missing, faults }: NonNullable<NodeStatus['ceremony']>,
  name: (agency: AgencyId) => string,
  isKeyInForce: boolean,
): readonly string[] {
  const named = missing.map(name).join(', ');
  const waits = waitText(round, untilMs, isKeyInForce);
  const line =
    round === 'failed'
      ? `Key ceremony ${epoch} has failed; where it is due it begins again by itself.`
      : `Key ceremony ${epoch} is in the round of ${round}; not heard yet: ${named || 'nobody'}.${waits}`;
  const list = faults
    .slice(0, MAX_LISTED)
    .map(
      ({ round: where, type, agency, other }) =>
        `  ${name(agency)}: ${type}, ${where}${other ? `, ${name(other)}` : ''}`,
    );
  return list.length > 0 ? [line, 'What went wrong in it:', ...list] : [line];
}

function waitText(
  round: NonNullable<NodeStatus['ceremony']>['round'],
  untilMs: number | null,
  isKeyInForce: boolean,
): string {
  if (round === 'joining' && !isKeyInForce)
    return ' A first key is made by all seats: bring them up, or vote them out.';
  return untilMs === null ? '' : ` It goes on without them from ${timeText(untilMs)}, if enough have spoken.`;
}
