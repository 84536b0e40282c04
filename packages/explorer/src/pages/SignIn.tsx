/** The way in: the words of a wallet, or its file and password. None of it leaves the browser. */
import { UnknownWordError } from '@annals/ledger/wallet';
import { type FormEvent, useState } from 'react';
import { useSurroundings, type Words } from '../context.ts';
import { explain } from '../explain.ts';
import type { Credentials } from '../vault/protocol.ts';
import type { SessionControl } from '../vault/use-session.ts';

const WAYS = ['file', 'words'] as const;
type Way = (typeof WAYS)[number];

export function SignIn({ control }: { control: SessionControl }) {
  const words = useSurroundings();
  const { say } = words;
  const [way, setWay] = useState<Way>('file');
  const [isOpening, setOpening] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const credentials = await readForm(way, new FormData(event.currentTarget));
    if (!credentials) {
      setProblem(say(way === 'file' ? 'mine.missing' : 'mine.missingWords'));
      return;
    }
    setOpening(true);
    setProblem(null);
    try {
      await control.signIn(credentials);
    } catch (error) {
      setProblem(explainProblem(words, error));
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
        <Ways way={way} choose={setWay} />
        {way === 'file' ? <FileFields isWrong={problem !== null} /> : <WordsField isWrong={problem !== null} />}
        <button type="submit" className="govuk-button" disabled={isOpening}>
          {say('mine.signIn')}
        </button>
        {isOpening && <p role="status">{say('mine.opening')}</p>}
      </form>
    </>
  );
}

/** What was given; null where something is missing. */
async function readForm(way: Way, fields: FormData): Promise<Credentials | null> {
  if (way === 'words') {
    const typed = String(fields.get('words') ?? '');
    return typed.trim() === '' ? null : { by: 'words', words: typed };
  }
  const file = fields.get('file');
  const password = String(fields.get('password') ?? '');
  if (!(file instanceof File) || file.size === 0 || password === '') return null;
  return { by: 'file', keystore: await file.text(), password };
}

function explainProblem(words: Words, error: unknown): string {
  if (!(error instanceof UnknownWordError)) return explain(words, error);
  const { place, word, near } = error;
  const wrong = words.say('error.phrase.unknown-word', { place, word });
  return near.length === 0 ? wrong : `${wrong} ${words.say('mine.near', { words: near.join(', ') })}`;
}

function Ways({ way, choose }: { way: Way; choose: (way: Way) => void }) {
  const { say } = useSurroundings();
  return (
    <fieldset className="govuk-fieldset govuk-form-group">
      <legend className="govuk-fieldset__legend">{say('mine.way')}</legend>
      <div className="govuk-radios govuk-radios--inline">
        {WAYS.map((each) => (
          <div key={each} className="govuk-radios__item">
            <input
              className="govuk-radios__input"
              id={`by-${each}`}
              name="by"
              type="radio"
              value={each}
              checked={way === each}
              onChange={() => choose(each)}
            />
            <label className="govuk-label govuk-radios__label" htmlFor={`by-${each}`}>
              {say(each === 'file' ? 'mine.byFile' : 'mine.byWords')}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function FileFields({ isWrong }: { isWrong: boolean }) {
  const { say } = useSurroundings();
  return (
    <>
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
          aria-describedby={isWrong ? 'sign-in-problem' : undefined}
        />
      </div>
    </>
  );
}

function WordsField({ isWrong }: { isWrong: boolean }) {
  const { say } = useSurroundings();
  return (
    <div className="govuk-form-group">
      <label className="govuk-label" htmlFor="words">
        {say('mine.words')}
      </label>
      <p className="govuk-hint" id="words-hint">
        {say('mine.wordsHint')}
      </p>
      {/* Spelling checkers of browsers may send what is typed to their makers. */}
      <textarea
        className="govuk-textarea"
        id="words"
        name="words"
        rows={4}
        lang="en"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        aria-describedby={isWrong ? 'words-hint sign-in-problem' : 'words-hint'}
      />
    </div>
  );
}
