/**
 * Who has read my data: nothing is shown before the browser has verified that the log is whole; where it is not, there
 * is a loud warning instead (LAW 3).
 */
import { bytesToHex } from '@annals/ledger/codec';
import type { RecordType } from '@annals/ledger/transaction';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { BarChart } from '../charts/BarChart.tsx';
import { useSurroundings, wordsOf } from '../context.ts';
import { day, dayOf, month, number } from '../format/format.ts';
import { entriesAsAuditEvents } from '../trail/audit-events.ts';
import { entriesAsCsv } from '../trail/entries-table.ts';
import type { Naming } from '../trail/entry-words.ts';
import { type LoggedEntry, NO_FILTER, type TrailWindow } from '../trail/trail-window.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session } from '../vault/use-session.ts';
import { Boundary } from './Boundary.tsx';
import type { ClosedSectors } from './ClosedSector.tsx';
import { saveFile } from './save-file.ts';
import { TrailEntry } from './TrailEntry.tsx';
import { TrailFilters } from './TrailFilters.tsx';
import { TrailVerdicts } from './TrailVerdict.tsx';
import { useTrails } from './use-trails.ts';
import { Failure } from './Verdicts.tsx';

/** Entries shown at first, and with each press for more. */
const SHOWN = 50;
/** Entries that come from the worker at once when all are exported, so that the page is not held up. */
const EXPORTED_AT_ONCE = 1_000;

interface Props {
  readonly session: Session;
  readonly of: readonly Whose[];
  readonly types: readonly RecordType[];
  readonly closed: ClosedSectors;
}

export function TrailView({ session, of, types, closed }: Props) {
  const { say, language, connection, variant } = useSurroundings();
  const { states, checkAgain } = useTrails(session, of);
  const [filter, setFilter] = useState(NO_FILTER);
  const [limit, setLimit] = useState(SHOWN);
  const [shown, setShown] = useState<TrailWindow | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const naming = useMemo(
    () => ({ words: wordsOf(language, variant), connection, types }),
    [language, connection, types, variant],
  );

  // Asked again whenever a verification has ended: then there may be more to show, or less.
  const verified = states.map(({ answer }) => (answer.state === 'done' ? answer.value.height : answer.state)).join();
  const isLoading = states.every(({ answer }) => answer.state === 'loading');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `verified` stands for what the worker holds
  useEffect(() => {
    if (isLoading) return;
    let isCurrent = true;
    session.order('entries', { of, filter, offset: 0, limit }).then(
      (window) => isCurrent && setShown(window),
      (error: unknown) => isCurrent && setProblem(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [session, of, filter, limit, verified, isLoading]);

  const isWhole = states.every(({ answer }) => answer.state === 'done');
  const notShown = states.reduce(
    (sum, { answer }) => sum + (answer.state === 'done' ? answer.value.size - answer.value.kept : 0),
    0,
  );
  return (
    <>
      <h2 className="govuk-heading-l">{say('mine.access')}</h2>
      <TrailVerdicts states={states} closed={closed} checkAgain={checkAgain} />
      {problem !== null && <Failure error={problem} />}
      {shown && isWhole && shown.total === 0 && <p className="govuk-body">{say('mine.noEntries')}</p>}
      {shown && shown.total > 0 && (
        <>
          {notShown > 0 && (
            <p className="govuk-inset-text">{say('mine.earlier', { count: number(language, notShown) })}</p>
          )}
          <TrailFilters filter={filter} choices={shown.choices} choose={setFilter} />
          <Boundary isItem>
            <TrailChart chart={shown.chart} />
          </Boundary>
          <p className="govuk-body" role="status">
            {shown.matching === 0
              ? say('mine.noneShown')
              : say('mine.shown', {
                  shown: number(language, shown.entries.length),
                  matching: number(language, shown.matching),
                })}
          </p>
          <Timeline entries={shown.entries} naming={naming} />
          {shown.matching > shown.entries.length && (
            <button
              type="button"
              className="govuk-button govuk-button--secondary no-print"
              onClick={() => setLimit(limit + SHOWN)}
            >
              {say('mine.more')}
            </button>
          )}
        </>
      )}
      <Exports {...{ session, of, naming, checkAgain, isWhole }} filter={filter} matching={shown?.matching ?? 0} />
    </>
  );
}

function TrailChart({ chart }: { chart: TrailWindow['chart'] }) {
  const { say, language } = useSurroundings();
  if (chart.counts.length === 0) return null;
  const label = chart.by === 'day' ? day : month;
  return (
    <BarChart
      title={say(chart.by === 'day' ? 'chart.myReadsByDay' : 'chart.myReadsByMonth')}
      unit={say(chart.by === 'day' ? 'chart.day' : 'chart.month')}
      series={[
        { name: say('outcome.granted'), look: 'first' },
        { name: say('outcome.refused'), look: 'second' },
        { name: say('mode.emergency'), look: 'third' },
      ]}
      bars={chart.counts.map(({ startMs, granted, refused, emergency }) => ({
        key: String(startMs),
        label: label(language, startMs),
        values: [granted, refused, emergency],
      }))}
      number={(value) => number(language, value)}
    />
  );
}

/** The entries under the days on which they were made. */
function Timeline({ entries, naming }: { entries: readonly LoggedEntry[]; naming: Naming }) {
  const { language } = naming.words;
  const days = new Map<string, LoggedEntry[]>();
  for (const each of entries) {
    const title = dayOf(language, each.entry.timeMs);
    days.set(title, [...(days.get(title) ?? []), each]);
  }
  return [...days].map(([title, ofDay]) => (
    <section key={title} aria-label={title}>
      <h3 className="govuk-heading-s trail__day">{title}</h3>
      <ol className="govuk-list trail">
        {ofDay.map((logged) => (
          <Boundary key={`${logged.entry.transaction} ${logged.entry.record}`} isItem>
            <TrailEntry logged={logged} naming={naming} />
          </Boundary>
        ))}
      </ol>
    </section>
  ));
}

interface ExportsProps extends Omit<Props, 'types' | 'closed'> {
  readonly naming: Naming;
  readonly filter: typeof NO_FILTER;
  readonly matching: number;
  readonly isWhole: boolean;
  readonly checkAgain: () => void;
}

function Exports({ session, of, naming, filter, matching, isWhole, checkAgain }: ExportsProps) {
  const { say, connection } = useSurroundings();
  const all = useCallback(async () => {
    const entries: LoggedEntry[] = [];
    while (entries.length < matching) {
      const part = await session.order('entries', { of, filter, offset: entries.length, limit: EXPORTED_AT_ONCE });
      entries.push(...part.entries);
      if (part.entries.length === 0) break;
    }
    return entries;
  }, [session, of, filter, matching]);
  const saveProof = async () => {
    saveFile('access-log.json', 'application/json', await session.order('trailFile', { of }));
  };
  const saveTable = async () => saveFile('access-log.csv', 'text/csv', entriesAsCsv(naming, await all()));
  const saveEvents = async () => {
    const text = entriesAsAuditEvents(naming, bytesToHex(connection.chain), await all());
    saveFile('access-log.fhir.json', 'application/fhir+json', text);
  };
  return (
    <section className="no-print" aria-label={say('mine.keep')}>
      <h3 className="govuk-heading-m">{say('mine.keep')}</h3>
      <div className="govuk-button-group">
        <Action label={say('mine.again')} act={checkAgain} />
        {isWhole && <Action label={say('mine.json')} act={saveProof} />}
        {matching > 0 && <Action label={say('mine.csv')} act={saveTable} />}
        {matching > 0 && <Action label={say('mine.fhir')} act={saveEvents} />}
        <Action label={say('mine.print')} act={() => print()} />
      </div>
      <p className="govuk-hint">{say('mine.keepHint')}</p>
    </section>
  );
}

function Action({ label, act }: { label: string; act: () => unknown }) {
  return (
    <button type="button" className="govuk-button govuk-button--secondary" onClick={() => void act()}>
      {label}
    </button>
  );
}
