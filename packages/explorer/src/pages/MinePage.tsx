/** My data: sign in with the file of a wallet; then, for each sector, my records and who has read them. */
import type { RecordType } from '@annals/ledger/transaction';
import { type FormEvent, useState } from 'react';
import { useSurroundings } from '../context.ts';
import { explain, explainSector } from '../explain.ts';
import { localized } from '../format/format.ts';
import type { Session, SessionControl } from '../mine-session.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { recordTypes } from '../parts/names.ts';
import { OwnPayments } from '../parts/OwnPayments.tsx';
import { OwnRecords } from '../parts/OwnRecords.tsx';
import { TrailView } from '../parts/TrailView.tsx';

export function MinePage({ control }: { control: SessionControl }) {
  const { say, language, connection } = useSurroundings();
  const { session } = control;
  if (!session) return <SignIn control={control} />;
  return (
    <>
      <h1 className="govuk-heading-xl">{say('mine.title')}</h1>
      <div className="signed-in">
        <p className="govuk-body">{say('mine.welcome', { name: localized(language, session.identity.name) })}</p>
        <button type="button" className="govuk-button govuk-button--secondary" onClick={control.signOut}>
          {say('mine.signOut')}
        </button>
      </div>
      <Loaded what="record types" load={() => recordTypes(connection)}>
        {(types) =>
          session.identity.sectors.map(({ sector }) => (
            <Sector key={sector} session={session} sector={sector} types={types} />
          ))
        }
      </Loaded>
    </>
  );
}

function Sector(props: { session: Session; sector: string; types: readonly RecordType[] }) {
  const words = useSurroundings();
  const title = words.say('mine.sector', { sector: explainSector(words, props.sector) });
  return (
    <section aria-label={title}>
      <h2 className="govuk-heading-l">{title}</h2>
      <TrailView {...props} />
      <OwnRecords {...props} />
      <OwnPayments session={props.session} sector={props.sector} />
    </section>
  );
}

function SignIn({ control }: { control: SessionControl }) {
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
