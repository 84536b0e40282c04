/**
 * Asking that the key be shared again. Whether a disk was lost nobody can see, so any seat can ask; what it costs falls
 * on whoever asks: each request makes the pause before its next one longer, while others ask as before.
 */
import type { CeremonyAsker, KeyCeremony, Parameters } from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';

/** Requests in a row double the asker's own pause up to so often; with a rest of 5 minutes it is then 2 h 40 min. */
const MAX_DOUBLINGS = 5;

type Asked = Pick<KeyCeremony, 'endedMs' | 'askers'>;
type Rest = Pick<Parameters, 'ceremonyRestMs'>;

/** The time from which an agency can ask for another ceremony. */
export function requestableFromMs({ endedMs, askers }: Asked, agency: AgencyId, { ceremonyRestMs }: Rest): number {
  const own = askers.find((asker) => asker.agency === agency);
  return Math.max((endedMs ?? 0) + ceremonyRestMs, own?.untilMs ?? 0);
}

/** The ceremony once an agency has asked, at this time. */
export function withRequest(ceremony: KeyCeremony, agency: AgencyId, atMs: number, rest: Rest): KeyCeremony {
  const own = ceremony.askers.find((asker) => asker.agency === agency);
  // Who has let as much time pass again as it had to begins anew.
  const isInARow = own !== undefined && atMs < own.untilMs + pauseMs(own.times, rest);
  const times = isInARow ? Math.min(own.times + 1, MAX_DOUBLINGS) : 1;
  const asked: CeremonyAsker = { agency, times, untilMs: atMs + pauseMs(times, rest) };
  return {
    ...ceremony,
    requestedBy: agency,
    askers: [...ceremony.askers.filter((asker) => asker.agency !== agency), asked],
  };
}

function pauseMs(times: number, { ceremonyRestMs }: Rest): number {
  return ceremonyRestMs * 2 ** times;
}
