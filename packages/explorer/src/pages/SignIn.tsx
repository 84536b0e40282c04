/** The way in: the file of a wallet and its password. Neither leaves the browser. */
import { type FormEvent, useState } from 'react';
import { useSurroundings } from '../context.ts';
import { explain } from '../explain.ts';
import type { SessionControl } from '../mine-session.ts';

export function SignIn({ control }: { control: SessionControl }) {
  const words = useSurroundings();
  const { say } = words;
  const [isOpening, setOpening] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const file = fields.get('file');
    const password = String(fields.get('password') ?? '');
    if (!(file instanceof File) || file.size === 0 || password === '') {
      setProblem(say('mine.missing'));
      return;
    }
    setOpening(true);
    setProblem(null);
    try {
      await control.signIn(await file.text(), password);
    } catch (error) {
      setProblem(explain(words, error));
      setOpening(false);
    }
  };
  return (
    <>
      <h1 className="govuk-heading-xl">{say('mine.title')}</h1>
      {control.hasIdledOut && (
        <p className="govuk-inset-text" role="status">
          {say('mine.locked')}
        </p>
      )}
      <p className="govuk-body">{say('mine.hint')}</p>
      <form onSubmit={submit} className={problem ? 'govuk-form-group govuk-form-group--error' : 'govuk-form-group'}>
        {problem && (
          <p id="sign-in-problem" className="govuk-error-message" role="alert">
            {problem}
          </p>
        )}
        <div className="govuk-form-group">
          <label className="govuk-label" htmlFor="file">
            {say('mine.file')}
          </label>
          <input className="govuk-file-upload" id="file" name="file" type="file" accept=".json,application/json" />
        </div>
        <div className="govuk-form-group">
          <label className="govuk-label" htmlFor="password">
            {say('mine.password')}
          </label>
          <input
            className="govuk-input govuk-input--width-20"
            id="password"
            name="password"
            type="password"
            autoComplete="off"
            aria-describedby={problem ? 'sign-in-problem' : undefined}
          />
        </div>
        <button type="submit" className="govuk-button" disabled={isOpening}>
          {say('mine.signIn')}
        </button>
        {isOpening && <p role="status">{say('mine.opening')}</p>}
      </form>
    </>
  );
}
