/** To somebody who lives and is recorded as dead: that it is so, since when, and where to go, before all else (ATTACK dead-and-green). */
import { useSurroundings } from '../context.ts';
import { explainSector } from '../explain.ts';
import { dateTime } from '../format/format.ts';
import type { Closed } from '../mine/closed.ts';
import type { Session } from '../vault/use-session.ts';
import { agencyName } from './names.ts';
import { useAnswer } from './use-answer.ts';

/** What is proven of her sectors in which she is recorded as dead, by their names. */
export type ClosedSectors = ReadonlyMap<string, Closed>;

/** A second agency may confirm a death while she looks on: each sector is asked about again after this time. */
const ASKED_AGAIN_MS = 30_000;

/** Those of her own sectors; none until they are proven. */
export function useClosedSectors(session: Session): ClosedSectors {
  const answer = useAnswer<ClosedSectors>(
    'closed',
    async () => {
      const found = await Promise.all(
        session.identity.sectors.map(async (whose) => {
          // What a sector does not answer is said where it is missing.
          const closed = await session.order('closed', { whose }).catch(() => null);
          return closed ? [[whose.sector, closed] as const] : [];
        }),
      );
      return new Map(found.flat());
    },
    ASKED_AGAIN_MS,
  );
  return answer.state === 'done' ? answer.value : NONE;
}

const NONE: ClosedSectors = new Map();

export function ClosedWarnings({ closed }: { readonly closed: ClosedSectors }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return [...closed].map(([sector, { closedMs, agency }]) => (
    <div key={sector} role="alert" className="verdict verdict--alarm" data-verdict="failed">
      <p className="govuk-body govuk-!-font-weight-bold">
        {say('closed.title', { sector: explainSector(words, sector) })}
      </p>
      <p className="govuk-body">{say('closed.what', { time: dateTime(language, closedMs) })}</p>
      <p className="govuk-body">{say('closed.where', { agency: agencyName(connection, language, agency) })}</p>
    </div>
  ));
}
