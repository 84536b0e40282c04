/**
 * My data: once she has signed in, who has read it, her records, her payments, what she has decided, and her notices;
 * her own in all sectors, or those of somebody whom she represents.
 */
import { formatId } from '@annals/ledger/codec';
import type { RecordType } from '@annals/ledger/transaction';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { useSurroundings } from '../context.ts';
import { explainSector } from '../explain.ts';
import { localized, shorten } from '../format/format.ts';
import { Link } from '../parts/Basics.tsx';
import { Boundary } from '../parts/Boundary.tsx';
import { type ClosedSectors, ClosedWarnings, useClosedSectors } from '../parts/ClosedSector.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { recordTypes } from '../parts/names.ts';
import { OwnDecisions } from '../parts/OwnDecisions.tsx';
import { OwnNotices } from '../parts/OwnNotices.tsx';
import { OwnPayments } from '../parts/OwnPayments.tsx';
import { OwnRecords } from '../parts/OwnRecords.tsx';
import { Reworded } from '../parts/Reworded.tsx';
import { TrailView } from '../parts/TrailView.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { MINE_VIEWS, type MineView } from '../url.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session, SessionControl } from '../vault/use-session.ts';
import { SignIn } from './SignIn.tsx';

export function MinePage({ control, view }: { control: SessionControl; view: MineView }) {
  const { session } = control;
  return session ? <SignedIn control={control} session={session} view={view} /> : <SignIn control={control} />;
}

interface SignedInProps {
  readonly control: SessionControl;
  readonly session: Session;
  readonly view: MineView;
}

function SignedIn({ control, session, view }: SignedInProps) {
  const { connection } = useSurroundings();
  const [chosen, choose] = useState<Whose | null>(null);
  const closed = useClosedSectors(session);
  return (
    <Reworded variant={chosen && 'represented'}>
      <Head control={control} session={session} />
      <Boundary isItem>
        <ClosedWarnings closed={closed} />
      </Boundary>
      <Loaded what="record types" load={() => recordTypes(connection)}>
        {(types) => <Mine {...{ session, view, types, closed, chosen, choose }} />}
      </Loaded>
    </Reworded>
  );
}

function Head({ control, session }: { control: SessionControl; session: Session }) {
  const words = useSurroundings();
  const { say, language } = words;
  const { name, replaced, liars, unheard } = session.identity;
  return (
    <>
      <h1 className="govuk-heading-xl">{say('mine.title')}</h1>
      <div className="signed-in">
        <p className="govuk-body">
          {name ? say('mine.welcome', { name: localized(language, name) }) : say('mine.welcomeByWords')}
        </p>
        <button type="button" className="govuk-button govuk-button--secondary" onClick={control.signOut}>
          {say('mine.signOut')}
        </button>
      </div>
      {replaced.length > 0 && (
        <p className="govuk-inset-text">
          {say('mine.replaced', { sectors: replaced.map((sector) => explainSector(words, sector)).join(', ') })}
        </p>
      )}
      {liars.length > 0 && (
        <p className="govuk-inset-text" role="alert">
          {say('mine.liars', { nodes: liars.join(', ') })}
        </p>
      )}
      {unheard.length > 0 && <p className="govuk-inset-text">{say('mine.unheard', { nodes: unheard.join(', ') })}</p>}
    </>
  );
}

interface MineProps extends WhoseDataProps {
  readonly view: MineView;
  readonly types: readonly RecordType[];
  readonly closed: ClosedSectors;
}

function Mine({ session, view, types, closed, chosen, choose }: MineProps) {
  const { say } = useSurroundings();
  const own = session.identity.sectors;
  const of = useMemo(() => (chosen ? [chosen] : own), [chosen, own]);
  return (
    <>
      <Boundary isItem>
        <WhoseData session={session} chosen={chosen} choose={choose} />
      </Boundary>
      <nav aria-label={say('mine.title')} className="no-print">
        <ul className="mine-menu">
          {MINE_VIEWS.map((each) => (
            <li key={each} aria-current={each === view ? 'page' : undefined}>
              <Link to={{ name: 'mine', view: each }}>{say(`mine.${each}`)}</Link>
            </li>
          ))}
        </ul>
      </nav>
      {view === 'access' && (
        <Boundary>
          <TrailView session={session} of={of} types={types} closed={closed} />
        </Boundary>
      )}
      {view !== 'access' && (
        <>
          <h2 className="govuk-heading-l">{say(`mine.${view}`)}</h2>
          {of.map((whose) => (
            <Sector key={whose.subject} sector={whose.sector} isClosed={closed.has(whose.sector)}>
              {view === 'records' && <OwnRecords session={session} whose={whose} types={types} />}
              {view === 'payments' && <OwnPayments session={session} whose={whose} />}
              {view === 'decisions' && <OwnDecisions session={session} whose={whose} types={types} />}
              {view === 'notices' && <OwnNotices session={session} whose={whose} title={say('mine.notices')} />}
            </Sector>
          ))}
        </>
      )}
    </>
  );
}

function Sector({ sector, isClosed, children }: { sector: string; isClosed: boolean; children: ReactNode }) {
  const words = useSurroundings();
  const title = words.say('mine.sector', { sector: explainSector(words, sector) });
  return (
    <section aria-label={title}>
      <h3 className="govuk-heading-m">{title}</h3>
      {isClosed ? <p className="govuk-inset-text">{words.say('closed.nothing')}</p> : <Boundary>{children}</Boundary>}
    </section>
  );
}

interface WhoseDataProps {
  readonly session: Session;
  readonly chosen: Whose | null;
  readonly choose: (whose: Whose | null) => void;
}

/** Whose data to look at; nothing where she represents nobody. */
function WhoseData({ session, chosen, choose }: WhoseDataProps) {
  const words = useSurroundings();
  const { say } = words;
  const id = useId();
  const represented = useAnswer('represented', async () => {
    const found = await Promise.all(
      session.identity.sectors.map(async (whose) => {
        const { represents } = await session.order('standing', { whose });
        return represents.ok ? represents.value.map((subject) => ({ sector: whose.sector, subject })) : [];
      }),
    );
    return found.flat();
  });
  if (represented.state !== 'done' || represented.value.length === 0) return null;
  return (
    <div className="govuk-form-group no-print">
      <label className="govuk-label govuk-label--s" htmlFor={id}>
        {say('mine.whose')}
      </label>
      <select
        className="govuk-select"
        id={id}
        value={chosen?.subject ?? ''}
        onChange={({ target }) => choose(represented.value.find(({ subject }) => subject === target.value) ?? null)}
      >
        <option value="">{say('mine.whoseOwn')}</option>
        {represented.value.map(({ sector, subject }) => (
          <option key={subject} value={subject}>
            {say('mine.whoseOther', {
              person: shorten(formatId('subject', subject)),
              sector: explainSector(words, sector),
            })}
          </option>
        ))}
      </select>
    </div>
  );
}
