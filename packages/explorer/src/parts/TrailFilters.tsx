/** The filters over access logs, all of them at once: period, sector, agency, purpose, outcome, way of reading. */
import type { AgencyId } from '@annals/ledger/codec';
import { useId } from 'react';
import { useSurroundings } from '../context.ts';
import { explainPurpose, explainSector } from '../explain.ts';
import type { MessageKey } from '../messages/index.ts';
import { NO_FILTER, type TrailFilter, type TrailWindow } from '../trail/trail-window.ts';
import { Choice } from './Choice.tsx';
import { agencyName } from './names.ts';

interface Props {
  readonly filter: TrailFilter;
  readonly choices: TrailWindow['choices'];
  readonly choose: (filter: TrailFilter) => void;
}

export function TrailFilters({ filter, choices, choose }: Props) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  const choice = (part: keyof TrailWindow['choices'], label: MessageKey, name: (value: string) => string) =>
    choices[part].length > 1 || filter[part] !== '' ? (
      <Choice
        label={say(label)}
        value={filter[part]}
        values={choices[part]}
        name={name}
        choose={(value) => choose({ ...filter, [part]: value })}
      />
    ) : null;
  return (
    <search className="filters" aria-label={say('filter.title')}>
      <Day label={say('filter.from')} value={filter.from} choose={(from) => choose({ ...filter, from })} />
      <Day label={say('filter.until')} value={filter.until} choose={(until) => choose({ ...filter, until })} />
      {choice('sector', 'fact.sector', (value) => explainSector(words, value))}
      {choice('agency', 'fact.agency', (value) => agencyName(connection, language, value as AgencyId))}
      {choice('purpose', 'fact.purpose', (value) => explainPurpose(words, value))}
      {choice('outcome', 'fact.outcome', (value) => say(`outcome.${value as 'granted' | 'refused'}`))}
      {choice('mode', 'fact.mode', (value) => say(`mode.${value as 'ordinary'}`))}
      {Object.values(filter).some((value) => value !== '') && (
        <button
          type="button"
          className="govuk-button govuk-button--secondary filters__clear"
          onClick={() => choose(NO_FILTER)}
        >
          {say('filter.clear')}
        </button>
      )}
    </search>
  );
}

function Day({ label, value, choose }: { label: string; value: string; choose: (value: string) => void }) {
  const id = useId();
  return (
    <div className="govuk-form-group">
      <label className="govuk-label" htmlFor={id}>
        {label}
      </label>
      <input
        className="govuk-input filters__day"
        id={id}
        type="date"
        value={value}
        onChange={(event) => choose(event.target.value)}
      />
    </div>
  );
}
