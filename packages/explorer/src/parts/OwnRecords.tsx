/** A person's records in one sector; the content of each is opened in the browser, with her key, when she asks. */
import type { Record as RecordValue } from '@annals/ledger/block';
import { formatId, type JsonValue, type RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { OwnSection } from '@annals/ledger/reading';
import type { RecordType } from '@annals/ledger/transaction';
import { useState } from 'react';
import { placeholder, readCommand } from '../commands.ts';
import { useSurroundings } from '../context.ts';
import { dateTime, number } from '../format/format.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session } from '../vault/use-session.ts';
import { Facts, Identifier, Link } from './Basics.tsx';
import { Boundary } from './Boundary.tsx';
import { type FieldTitles, fieldTitles } from './field-titles.ts';
import { Loaded } from './Loaded.tsx';
import { agencyName, sectionTitle, stateTitle, typeTitle } from './names.ts';
import { RecordHistory } from './RecordHistory.tsx';
import { saveFile } from './save-file.ts';
import { Unfit } from './Unfit.tsx';
import { Failure } from './Verdicts.tsx';

/** A record whose state has been verified. */
interface VerifiedRecord {
  readonly id: RecordId;
  readonly value: RecordValue;
}

interface Props {
  readonly session: Session;
  readonly whose: Whose;
  readonly types: readonly RecordType[];
}

export function OwnRecords({ session, whose, types }: Props) {
  const { say } = useSurroundings();
  return (
    <Loaded what={`records ${whose.subject}`} load={() => session.order('records', { whose })}>
      {(records) =>
        records.length === 0 ? (
          <p className="govuk-body">{say('mine.noRecords')}</p>
        ) : (
          <>
            <p className="govuk-hint">{say('mine.recordsHint')}</p>
            {records.map(({ id, state }) => (
              <Boundary key={id} isItem>
                {state.ok ? (
                  <OwnRecordView record={{ id, value: state.value }} session={session} whose={whose} types={types} />
                ) : (
                  <Failure error={new AnnalsError(state.code, state.reason)}>
                    <Identifier>{formatId('record', id)}</Identifier>
                  </Failure>
                )}
              </Boundary>
            ))}
          </>
        )
      }
    </Loaded>
  );
}

function OwnRecordView({ record, session, whose, types }: Props & { record: VerifiedRecord }) {
  const { say, language, connection } = useSurroundings();
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const { id, value } = record;
  const title = typeTitle(types, language, value.type);
  return (
    <article className="own-record" aria-label={title}>
      <h4 className="govuk-heading-s">{title}</h4>
      <Facts
        facts={[
          [
            say('fact.identifier'),
            <Link key="id" to={{ name: 'record', id }}>
              <Identifier>{formatId('record', id)}</Identifier>
            </Link>,
          ],
          [say('fact.status'), stateTitle(types, language, value.type, value.state)],
          [say('fact.agency'), agencyName(connection, language, value.agency)],
          [say('fact.issued'), dateTime(language, value.issuedMs)],
        ]}
      />
      <ContentOf record={record} session={session} whose={whose} types={types} title={title} />
      <details
        className="govuk-details no-print"
        onToggle={({ currentTarget }) => setHistoryOpen((wasOpen) => wasOpen || currentTarget.open)}
      >
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">{say('mine.history')}</span>
        </summary>
        {isHistoryOpen && <RecordHistory id={id} type={value.type} types={types} />}
      </details>
    </article>
  );
}

/** The names of the sections that a record of a type can have: which of them this one has only its content says. */
function sectionsOf(types: readonly RecordType[], type: string): readonly string[] {
  return types.find(({ name }) => name === type)?.sections.map(({ name }) => name) ?? [];
}

/** What the record says, when she asks; or why it cannot be opened here. */
function ContentOf({ record, session, whose, types, title }: Props & { record: VerifiedRecord; title: string }) {
  const { say, language } = useSurroundings();
  const [isOpen, setOpen] = useState(false);
  const { id, value } = record;
  if (value.erased !== null) {
    return <p className="govuk-inset-text">{say('word.erased', { height: number(language, value.erased) })}</p>;
  }
  // It is sealed to the person whom it is about; who represents her asks the validators, and that is an entry.
  if (value.content.type === 'sealed' && session.identity.sectors.every(({ subject }) => subject !== whose.subject)) {
    return (
      <p className="govuk-inset-text">
        {say('mine.openRepresented')}{' '}
        <Identifier>{readCommand(placeholder(say('command.wallet')), id, sectionsOf(types, value.type))}</Identifier>
      </p>
    );
  }
  if (!isOpen) {
    return (
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        aria-label={say('mine.openOf', { type: title })}
        onClick={() => setOpen(true)}
      >
        {say('mine.open')}
      </button>
    );
  }
  return (
    <Loaded what={id} load={() => session.order('open', { whose, record: id })}>
      {({ sections, fit }) => (
        <>
          {!fit.fits && <Unfit reasons={fit.reasons} />}
          <Facts
            facts={sections.map((section) => [
              sectionTitle(types, language, value.type, section.name),
              section.ok ? (
                <Content
                  key={section.name}
                  value={section.content}
                  titles={fieldTitles(types, language, value.type, section.name)}
                />
              ) : (
                <Closed key={section.name} section={section} record={id} session={session} whose={whose} />
              ),
            ])}
          />
        </>
      )}
    </Loaded>
  );
}

/** A section that did not open; where the agency did it, with the proof of that. */
function Closed({
  section: { name, isWrong },
  record,
  session,
  whose,
}: Pick<Props, 'session' | 'whose'> & { section: Extract<OwnSection, { ok: false }>; record: RecordId }) {
  const { say } = useSurroundings();
  if (!isWrong) return <>{say('mine.closed')}</>;
  const save = async () =>
    saveFile('wrong.json', 'application/json', await session.order('wrongFile', { whose, record, section: name }));
  return (
    <div className="verdict verdict--alarm" role="alert" data-verdict="wrong">
      <p className="govuk-body">{say('mine.wrong')}</p>
      <button type="button" className="govuk-button govuk-button--secondary" onClick={save}>
        {say('mine.saveWrong')}
      </button>
    </div>
  );
}

/** Opened content, whatever its type says that it holds. */
function Content({ value, titles }: { value: JsonValue; titles: FieldTitles }) {
  if (Array.isArray(value)) {
    return (
      <ul className="govuk-list">
        {value.map((item: JsonValue) => (
          <li key={JSON.stringify(item)}>
            <Content value={item} titles={titles} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === 'object' && value !== null) {
    return (
      <dl className="content">
        {Object.entries(value as { readonly [name: string]: JsonValue }).map(([name, item]) => (
          <div key={name}>
            <dt>{titles.get(name) ?? name}</dt>
            <dd>
              <Content value={item} titles={titles} />
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  return <>{String(value)}</>;
}
