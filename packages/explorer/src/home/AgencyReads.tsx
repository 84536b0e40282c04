/** How each agency reads: emergencies, their reviews and hidden reads, from counts that the ledger keeps, verified. */
import { type AccessCounts, stateKey } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { type BlockAnswer, routes } from '@annals/ledger/rest';
import { RowChart } from '../charts/RowChart.tsx';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { number } from '../format/format.ts';
import { Link, Table } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName } from '../parts/names.ts';
import { provenValue } from '../parts/proven-value.ts';
import { Verified } from '../parts/Verdicts.tsx';

interface AgencyCounts {
  readonly agency: AgencyId;
  readonly counts: AccessCounts | undefined;
  readonly header: BlockAnswer['header'];
}

/** Agencies asked about; more than a state is likely to admit. */
const MAX_SHOWN = 100;

async function load(connection: Connection): Promise<readonly AgencyCounts[]> {
  const { items } = await connection.call(routes.agencies, { query: { limit: MAX_SHOWN } });
  return Promise.all(
    items.map(async ({ id }) => {
      const { value, header } = await provenValue(connection, stateKey.accessCounts(id));
      return { agency: id, counts: value, header };
    }),
  );
}

export function AgencyReads() {
  const { say, language, connection } = useSurroundings();
  const name = (agency: AgencyId) => agencyName(connection, language, agency);
  const count = (value: number | undefined) => number(language, value ?? 0);
  return (
    <section aria-label={say('counts.title')}>
      <h2 className="govuk-heading-l">{say('counts.title')}</h2>
      <p className="govuk-body">{say('counts.hint')}</p>
      <Loaded what="access counts" load={() => load(connection)}>
        {(agencies) => {
          const oldest = agencies.toSorted((a, b) => a.header.height - b.header.height)[0];
          return (
            <>
              {oldest && <Verified height={oldest.header.height} timeMs={oldest.header.timeMs} />}
              <RowChart
                title={say('counts.special')}
                unit={say('fact.agency')}
                series={[
                  { name: say('mode.emergency'), look: 'third' },
                  { name: say('activity.hidden'), look: 'fourth' },
                ]}
                bars={agencies.map(({ agency, counts }) => ({
                  key: agency,
                  label: name(agency),
                  values: [counts?.emergency ?? 0, counts?.hidden ?? 0],
                }))}
                number={count}
              />
              <Table
                caption={say('counts.reviews')}
                head={[
                  say('fact.agency'),
                  say('counts.reads'),
                  say('counts.refused'),
                  say('counts.open'),
                  say('counts.missed'),
                  say('counts.unjustified'),
                  say('counts.undisclosed'),
                ]}
                rows={agencies.map(({ agency, counts }) => ({
                  key: agency,
                  cells: [
                    <Link key="agency" to={{ name: 'agency', id: agency }}>
                      {name(agency)}
                    </Link>,
                    count(counts?.reads),
                    count(counts?.refused),
                    count(counts?.reviewsOpen),
                    count(counts?.reviewsMissed),
                    count(counts?.reviewsUnjustified),
                    count(counts?.hiddenUndisclosed),
                  ],
                }))}
              />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
