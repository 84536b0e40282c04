/**
 * How each agency reads: emergencies, their reviews, hidden reads, and whether it has reported how much it reads; from
 * counts that the ledger keeps, verified.
 */
import { type AccessCounts, stateKey } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { fetchAgencies } from '@annals/ledger/reading';
import type { BlockAnswer } from '@annals/ledger/rest';
import { RowChart } from '../charts/RowChart.tsx';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { dateTime, number } from '../format/format.ts';
import { Link, Table } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName } from '../parts/names.ts';
import { Verified } from '../parts/Verdicts.tsx';
import { type Reporting, reportingOf } from './reporting.ts';

interface AgencyCounts {
  readonly agency: AgencyId;
  readonly counts: AccessCounts | undefined;
  readonly reporting: Reporting;
  readonly header: BlockAnswer['header'];
}

/** Agencies asked about; more than a state is likely to admit. */
const MAX_SHOWN = 100;

/** All agencies, as the ledger has them: no node leaves out one that is active, nor shows how it stood before. */
async function load(connection: Connection): Promise<readonly AgencyCounts[]> {
  const agencies = [...(await fetchAgencies(connection.present, connection.genesis))].slice(0, MAX_SHOWN);
  const { reportPeriodMs } = connection.genesis.parameters;
  return Promise.all(
    agencies.map(async ([agency, { admittedMs }]) => {
      const { value: counts, header } = await connection.value(stateKey.accessCounts(agency));
      const reporting = reportingOf({ counts, admittedMs, timeMs: header.timeMs, reportPeriodMs });
      return { agency, counts, reporting, header };
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
              <p className="govuk-body">{say('report.hint')}</p>
              <Table
                caption={say('counts.reviews')}
                isDense
                head={[
                  say('fact.agency'),
                  say('report.until'),
                  say('counts.reads'),
                  say('counts.refused'),
                  say('counts.open'),
                  say('counts.missed'),
                  say('counts.unjustified'),
                  say('counts.undisclosed'),
                ]}
                rows={agencies.map(({ agency, counts, reporting }) => ({
                  key: agency,
                  cells: [
                    <Link key="agency" to={{ name: 'agency', id: agency }}>
                      {name(agency)}
                    </Link>,
                    <Reported key="reported" {...reporting} />,
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

/** Up to when an agency has said how much it read, and what is wrong with that. */
function Reported({ untilMs, missing, mismatches }: Reporting) {
  const { say, language } = useSurroundings();
  return (
    <>
      {untilMs === null ? say('report.none') : dateTime(language, untilMs)}
      {missing > 0 && <Flaw>{say('report.missing', { count: number(language, missing) })}</Flaw>}
      {mismatches > 0 && <Flaw>{say('report.mismatches', { count: number(language, mismatches) })}</Flaw>}
    </>
  );
}

function Flaw({ children }: { children: string }) {
  return (
    <>
      <br />
      <strong className="flaw">{children}</strong>
    </>
  );
}
