/** How much happens on the ledger: blocks, transactions and reads of the last days, each as a chart with its table. */
import { type DayStatistics, routes } from '@annals/ledger/rest';
import { BarChart } from '../charts/BarChart.tsx';
import type { Series } from '../charts/ChartFrame.tsx';
import { useSurroundings } from '../context.ts';
import { day, number } from '../format/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { ToldByNode } from '../parts/Verdicts.tsx';

/** Two weeks: what happened last week can be compared with the week before. */
const DAYS = 14;
const REFRESH_MS = 30_000;

export function Activity() {
  const { say, connection } = useSurroundings();
  return (
    <section aria-label={say('activity.title')}>
      <h2 className="govuk-heading-l">{say('activity.title')}</h2>
      <Loaded
        what="statistics"
        load={() => connection.call(routes.statistics, { query: { days: DAYS } })}
        everyMs={REFRESH_MS}
      >
        {({ days, isComplete }) => (
          <>
            <ToldByNode />
            {!isComplete && <p className="govuk-body">{say('activity.incomplete')}</p>}
            <Days
              title={say('activity.reads')}
              days={days}
              series={[
                { name: say('outcome.granted'), look: 'first' },
                { name: say('outcome.refused'), look: 'second' },
                { name: say('mode.emergency'), look: 'third' },
                { name: say('activity.hidden'), look: 'fourth' },
              ]}
              valuesOf={({ reads }) => [reads.granted, reads.refused, reads.emergency, reads.hidden]}
            />
            <Days
              title={say('activity.transactions')}
              days={days}
              series={[{ name: say('fact.count'), look: 'first' }]}
              valuesOf={({ transactions }) => [transactions]}
            />
            <Days
              title={say('activity.blocks')}
              days={days}
              series={[{ name: say('activity.blocksCount'), look: 'first' }]}
              valuesOf={({ blocks }) => [blocks]}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}

interface DaysProps {
  readonly title: string;
  readonly days: readonly DayStatistics[];
  readonly series: readonly Series[];
  readonly valuesOf: (day: DayStatistics) => readonly number[];
}

function Days({ title, days, series, valuesOf }: DaysProps) {
  const { say, language } = useSurroundings();
  return (
    <BarChart
      title={title}
      unit={say('chart.day')}
      series={series}
      bars={days.map((each) => ({
        key: String(each.startMs),
        // Days of the ledger are days of UTC.
        label: day(language, each.startMs, 'UTC'),
        values: valuesOf(each),
      }))}
      number={(value) => number(language, value)}
    />
  );
}
