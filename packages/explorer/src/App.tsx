/** The frame around every page: header, menu, languages, and which page is shown. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Connection } from './connection/connection.ts';
import { useNodes } from './connection/use-nodes.ts';
import { SurroundingsContext, useSurroundings, wordsOf } from './context.ts';
import { LANGUAGES, type Language, type MessageKey } from './messages/index.ts';
import { BlockPage, TransactionPage } from './pages/ChainPages.tsx';
import { CheckPage } from './pages/CheckPage.tsx';
import { ProgrammePage, ProgrammesPage, RecordTypePage, RecordTypesPage } from './pages/DeclarationPages.tsx';
import { HomePage } from './pages/HomePage.tsx';
import { AgencyPage, OfficerPage, ValidatorsPage } from './pages/MemberPages.tsx';
import { MinePage } from './pages/MinePage.tsx';
import { RecordPage } from './pages/RecordPage.tsx';
import { SearchPage } from './pages/SearchPage.tsx';
import { Link } from './parts/Basics.tsx';
import { Boundary } from './parts/Boundary.tsx';
import { type Page, pageAt, pathOf } from './url.ts';
import { type SessionControl, useSession } from './vault/use-session.ts';

const MENU: readonly (readonly [Page, MessageKey])[] = [
  [{ name: 'home' }, 'nav.home'],
  [{ name: 'mine', view: 'access' }, 'nav.mine'],
  [{ name: 'check' }, 'nav.check'],
  [{ name: 'record-types' }, 'nav.types'],
  [{ name: 'programmes' }, 'nav.programmes'],
  [{ name: 'validators' }, 'nav.validators'],
];

export function App({ connection, firstLanguage }: { connection: Connection; firstLanguage: Language }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [page, setPage] = useState(() => pageAt(location.pathname, location.search));
  const control = useSession(connection);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    const follow = () => setPage(pageAt(location.pathname, location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = wordsOf(language).say('app.name');
  }, [language]);

  const go = useCallback((to: Page) => {
    history.pushState(null, '', pathOf(to));
    setPage(to);
    scrollTo(0, 0);
    // Whoever uses a screen reader is told that there is a new page.
    main.current?.focus({ preventScroll: true });
  }, []);
  const { report, look } = useNodes(connection);
  const prefer = useCallback(
    (node: string) => {
      connection.prefer(node);
      look();
    },
    [connection, look],
  );
  const surroundings = useMemo(
    () => ({ language, connection, go, report, prefer, variant: null }),
    [language, connection, go, report, prefer],
  );

  return (
    <SurroundingsContext value={surroundings}>
      <Frame page={page} setLanguage={setLanguage}>
        <main className="govuk-main-wrapper" id="main" tabIndex={-1} ref={main}>
          <Boundary key={page.name === 'mine' ? 'mine' : pathOf(page)}>
            <PageView page={page} control={control} />
          </Boundary>
        </main>
      </Frame>
    </SurroundingsContext>
  );
}

/** On every page: a warning when two nodes tell different things. */
function NodesAlarm() {
  const { say, report } = useSurroundings();
  if (!report || report.disagreeing.length === 0) return null;
  return (
    <div role="alert" className="verdict verdict--alarm verdict--first" data-verdict="failed">
      <p className="govuk-body govuk-!-font-weight-bold">{say('home.disagree')}</p>
      <p className="govuk-body">{say('home.disagreeing', { nodes: report.disagreeing.join(', ') })}</p>
    </div>
  );
}

interface FrameProps {
  readonly page: Page;
  readonly setLanguage: (language: Language) => void;
  readonly children: React.ReactNode;
}

function Frame({ page, setLanguage, children }: FrameProps) {
  const { say, language } = useSurroundings();
  return (
    <>
      <a href="#main" className="govuk-skip-link">
        {say('app.skip')}
      </a>
      <header className="site-header">
        <div className="govuk-width-container site-header__row">
          <Link to={{ name: 'home' }} className="site-header__name">
            {say('app.name')}
          </Link>
          <label className="site-header__language">
            <span className="govuk-visually-hidden">{say('app.language')}</span>
            <select
              className="govuk-select"
              value={language}
              onChange={(event) => setLanguage(event.target.value as Language)}
            >
              {Object.entries(LANGUAGES).map(([tag, { name }]) => (
                <option key={tag} value={tag} lang={tag}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
        <nav className="govuk-width-container" aria-label={say('app.menu')}>
          <ul className="site-menu">
            {MENU.map(([to, key]) => (
              <li key={key} aria-current={to.name === page.name ? 'page' : undefined}>
                <Link to={to}>{say(key)}</Link>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <div className="govuk-width-container">
        <Boundary>
          <NodesAlarm />
        </Boundary>
        {children}
      </div>
      <footer className="site-footer">
        <p className="govuk-width-container govuk-body-s">{say('app.footer')}</p>
      </footer>
    </>
  );
}

function PageView({ page, control }: { page: Page; control: SessionControl }) {
  const { say } = useSurroundings();
  switch (page.name) {
    case 'home':
      return <HomePage />;
    case 'search':
      return <SearchPage text={page.text} />;
    case 'block':
      return <BlockPage height={page.height} />;
    case 'transaction':
      return <TransactionPage id={page.id} />;
    case 'record':
      return <RecordPage id={page.id} />;
    case 'agency':
      return <AgencyPage id={page.id} />;
    case 'officer':
      return <OfficerPage id={page.id} />;
    case 'record-types':
      return <RecordTypesPage />;
    case 'record-type':
      return <RecordTypePage type={page.type} />;
    case 'programmes':
      return <ProgrammesPage />;
    case 'programme':
      return <ProgrammePage id={page.id} />;
    case 'validators':
      return <ValidatorsPage />;
    case 'check':
      return <CheckPage />;
    case 'mine':
      return <MinePage control={control} view={page.view} />;
    case 'unknown':
      return (
        <>
          <h1 className="govuk-heading-xl">{say('app.unknown')}</h1>
          <p className="govuk-body">{say('app.unknownHint')}</p>
        </>
      );
  }
}
