/** A choice among values, or of all. */
import { useId } from 'react';
import { useSurroundings } from '../context.ts';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly name: (value: string) => string;
  readonly choose: (value: string) => void;
}

export function Choice({ label, value, values, name, choose }: ChoiceProps) {
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
