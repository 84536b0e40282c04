/** Starts the explorer: reads which nodes to ask, makes the connection, and shows the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connect, type Settings } from './connection/connection.ts';
import { wordsOf } from './context.ts';
import { explain } from './explain.ts';
import { chooseLanguage } from './messages/index.ts';
import './style.scss';

const place = document.getElementById('app');
if (!place) throw new Error('the page has no place for the explorer');
const root = createRoot(place);
const language = chooseLanguage(navigator.languages);

async function start(): Promise<void> {
  const answer = await fetch('/explorer.json', { credentials: 'omit' });
  const connection = await connect((await answer.json()) as Settings);
  // A link may say whom to ask first; it can name none but those that the server of the page allows.
  const first = new URLSearchParams(location.search).get('node');
  if (first !== null) connection.prefer(first);
  root.render(
    <StrictMode>
      <App connection={connection} firstLanguage={language} />
    </StrictMode>,
  );
}

start().catch((error: unknown) => {
  const words = wordsOf(language);
  root.render(
    <main className="govuk-width-container govuk-main-wrapper" role="alert">
      <h1 className="govuk-heading-l">{words.say('app.name')}</h1>
      <p className="govuk-body">{explain(words, error)}</p>
      <button type="button" className="govuk-button" onClick={() => location.reload()}>
        {words.say('app.retry')}
      </button>
    </main>,
  );
});
