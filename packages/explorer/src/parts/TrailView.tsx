/**
 * Who has read my data: nothing is shown before the browser has verified that the log is whole; when it is not, there
 * is a loud warning instead (LAW 3).
 */
import type { AccessEntry } from '@annals/ledger/block';
import { formatId } from '@annals/ledger/codec';
import { formatTrailFile } from '@annals/ledger/light';
import type { RecordType } from '@annals/ledger/transaction';
import { useEffect, useId, useState } from 'react';
import { useSurroundings } from '../context.ts';
import { explainCode, explainPurpose, isAlarm } from '../explain.ts';
import { csv } from '../format/csv.ts';
import { dateTime, number } from '../format/format.ts';
import type { Session } from '../mine-session.ts';
import { filterTrail, NO_FILTER, type TrailFilter, valuesOf } from '../trail-filter.ts';
import type { Trail } from '../vault/protocol.ts';
import { Link } from './Basics.tsx';
import { agencyName, sectionTitle, typeTitle } from './names.ts';
import { saveFile } from './save-file.ts';
import type { Answer } from './use-answer.ts';
import { useBlocks } from './use-blocks.ts';
import { Failure, Loading } from './Verdicts.tsx';

interface Props {
  readonly session: Session;
  readonly sector: string;
  readonly types: readonly RecordType[];
}

export function TrailView({ session, sector, types }: Props) {
  const { say, language, connection } = useSurroundings();
  const [answer, setAnswer] = useState<Answer<Trail>>({ state: 'loading' });
  const [count, setCount] = useState(0);
  const [round, setRound] = useState(0);
  const again = () => setRound(round + 1);
  // An alarm stays until she herself asks again.
  useBlocks(connection.nodes[0], () => answer.state === 'done' && again());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    let isCurrent = true;
    // What is shown stays until the new answer has been verified, or has not.
    session
      .order('trail', { sector }, (done) => isCurrent && setCount(done))
      .then(
        (value) => {
          session.learn(value.trusted);
          if (isCurrent) setAnswer({ state: 'done', value });
        },
        (error: unknown) => isCurrent && setAnswer({ state: 'failed', error }),
      );
    return () => {
      isCurrent = false;
    };
  }, [session, sector, round]);
  return (
    <>
      <h3 className="govuk-heading-m">{say('mine.access')}</h3>
      {answer.state === 'loading' && <Loading>{say('mine.verifying', { count: number(language, count) })}</Loading>}
      {answer.state === 'failed' && (
        <Failure error={answer.error} title={say('mine.alarm')} retry={again}>
          {isAlarm(answer.error) && <p className="govuk-body">{say('mine.alarmHint')}</p>}
        </Failure>
      )}
      {answer.state === 'done' && <VerifiedTrail trail={answer.value} sector={sector} types={types} again={again} />}
    </>
  );
}

type VerifiedTrailProps = Omit<Props, 'session'> & { trail: Trail; again: () => void };

function VerifiedTrail({ trail, sector, types, again }: VerifiedTrailProps) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  const [filter, setFilter] = useState<TrailFilter>(NO_FILTER);
  const { subject, entries, height, timeMs, proven } = trail;
  const shown = filterTrail(entries, filter);
  const sentence = (entry: AccessEntry) =>
    say(entry.outcome === 'granted' ? 'mine.granted' : 'mine.refused', {
      agency: agencyName(connection, language, entry.agency),
      sections: entry.sections.map((each) => sectionTitle(types, language, entry.type, each)).join(', '),
      type: typeTitle(types, language, entry.type),
      purpose: explainPurpose(words, entry.purpose),
      reason: explainCode(words, entry.code),
    });
  const saveProof = () => {
    saveFile(`access-log-${sector}.json`, 'application/json', formatTrailFile([{ subject, sector, proven }]));
  };
  const saveTable = () => {
    const head = (
      ['fact.time', 'fact.outcome', 'fact.agency', 'fact.officer', 'fact.type', 'fact.purpose'] as const
    ).map((key) => say(key));
    const rows = entries.map((entry) => [
      new Date(entry.timeMs).toISOString(),
      say(entry.outcome === 'granted' ? 'mine.tagGranted' : 'mine.tagRefused'),
      agencyName(connection, language, entry.agency),
      formatId('officer', entry.officer),
      `${typeTitle(types, language, entry.type)}: ${entry.sections.join(' ')}`,
      `${entry.purpose} (${entry.basis})`,
    ]);
    saveFile(`access-log-${sector}.csv`, 'text/csv', csv([head, ...rows]));
  };
  return (
    <>
      <div className="verdict verdict--verified" role="status" data-verdict="verified">
        <p className="govuk-body govuk-!-font-weight-bold">
          {say('mine.complete', { height: number(language, height), time: dateTime(language, timeMs) })}
        </p>
        <p className="govuk-body-s">{say('mine.completeHint')}</p>
      </div>
      {entries.length > 0 && (
        <div className="filters">
          <Choice
            label={say('mine.filterOutcome')}
            value={filter.outcome}
            values={['granted', 'refused']}
            name={(value) => say(value === 'granted' ? 'mine.tagGranted' : 'mine.tagRefused')}
            choose={(outcome) => setFilter({ ...filter, outcome })}
          />
          <Choice
            label={say('mine.filterAgency')}
            value={filter.agency}
            values={valuesOf(entries, 'agency')}
            name={(value) => agencyName(connection, language, value as AccessEntry['agency'])}
            choose={(agency) => setFilter({ ...filter, agency })}
          />
          <Choice
            label={say('mine.filterPurpose')}
            value={filter.purpose}
            values={valuesOf(entries, 'purpose')}
            name={(value) => explainPurpose(words, value)}
            choose={(purpose) => setFilter({ ...filter, purpose })}
          />
        </div>
      )}
      {entries.length === 0 && <p className="govuk-body">{say('mine.noEntries')}</p>}
      {entries.length > 0 && shown.length === 0 && <p className="govuk-body">{say('mine.noneShown')}</p>}
      <ol className="govuk-list trail">
        {shown.map((entry) => (
          <li key={`${entry.transaction} ${entry.record}`} className={`trail__entry trail__entry--${entry.outcome}`}>
            <p className="govuk-body-s">
              <time dateTime={new Date(entry.timeMs).toISOString()}>{dateTime(language, entry.timeMs)}</time>{' '}
              <strong className={entry.outcome === 'granted' ? 'govuk-tag' : 'govuk-tag govuk-tag--red'}>
                {say(entry.outcome === 'granted' ? 'mine.tagGranted' : 'mine.tagRefused')}
              </strong>
            </p>
            <p className="govuk-body">{sentence(entry)}</p>
            <p className="govuk-body-s">
              {say('fact.basis')}: {entry.basis}.{' '}
              <Link to={{ name: 'officer', id: entry.officer }}>{say('fact.officer')}</Link>,{' '}
              <Link to={{ name: 'transaction', id: entry.transaction }}>{say('fact.transaction')}</Link>
            </p>
          </li>
        ))}
      </ol>
      <p className="govuk-body">{say('mine.act')}</p>
      <div className="govuk-button-group no-print">
        <Action label={say('mine.again')} act={again} />
        <Action label={say('mine.json')} act={saveProof} />
        <Action label={say('mine.csv')} act={saveTable} />
        <Action label={say('mine.print')} act={() => print()} />
      </div>
    </>
  );
}

function Action({ label, act }: { label: string; act: () => void }) {
  return (
    <button type="button" className="govuk-button govuk-button--secondary" onClick={act}>
      {label}
    </button>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly name: (value: string) => string;
  readonly choose: (value: string) => void;
}

function Choice({ label, value, values, name, choose }: ChoiceProps) {
  const { say } = useSurroundings();
  const id = useId();
  return (
    <div className="govuk-form-group">
      <label className="govuk-label" htmlFor={id}>
        {label}
      </label>
      <select className="govuk-select" id={id} value={value} onChange={(event) => choose(event.target.value)}>
        <option value="">{say('word.all')}</option>
        {values.map((each) => (
          <option key={each} value={each}>
            {name(each)}
          </option>
        ))}
      </select>
    </div>
  );
}
