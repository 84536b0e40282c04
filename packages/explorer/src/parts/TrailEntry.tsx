/** One entry of an access log: what happened in plain words, what stands behind it, and what she can do about it. */
import { stateKey } from '@annals/ledger/block';
import { formatId, type TransactionId } from '@annals/ledger/codec';
import { useState } from 'react';
import { placeholder, restrictCommand } from '../commands.ts';
import { useSurroundings } from '../context.ts';
import { dateTime, isoTime, number, timeOfDay } from '../format/format.ts';
import { describeDisclosure, describeEntry, type Naming } from '../trail/entry-words.ts';
import type { LoggedEntry } from '../trail/trail-window.ts';
import { Identifier, Link } from './Basics.tsx';
import { Loaded } from './Loaded.tsx';
import { agencyName } from './names.ts';

export function TrailEntry({ logged, naming }: { logged: LoggedEntry; naming: Naming }) {
  const { say, language } = useSurroundings();
  const [isOpen, setOpen] = useState(false);
  const { entry } = logged;
  const isGranted = entry.outcome === 'granted';
  const disclosure = describeDisclosure(naming, logged);
  return (
    <li className={`trail__entry trail__entry--${isGranted ? entry.mode : 'refused'}`}>
      <p className="govuk-body-s trail__head">
        <time dateTime={isoTime(entry.timeMs)}>{timeOfDay(language, entry.timeMs)}</time>
        <strong className={isGranted ? 'govuk-tag govuk-tag--green' : 'govuk-tag govuk-tag--red'}>
          {say(`outcome.${entry.outcome}`)}
        </strong>
        {entry.mode !== 'ordinary' && (
          <strong className="govuk-tag govuk-tag--orange">{say(`mode.${entry.mode}`)}</strong>
        )}
      </p>
      <p className="govuk-body">{describeEntry(naming, logged)}</p>
      {disclosure && <p className="govuk-body">{disclosure}</p>}
      {entry.mode === 'emergency' && isGranted && <ReviewState transaction={entry.transaction} />}
      <details className="govuk-details no-print" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">{say('read.more')}</span>
        </summary>
        {isOpen && <Behind logged={logged} />}
      </details>
    </li>
  );
}

/** What stands behind an entry, and what can be done. */
function Behind({ logged: { entry, sector, subject } }: { logged: LoggedEntry }) {
  const { say, language, connection, variant } = useSurroundings();
  const wallet = placeholder(say('command.wallet'));
  const represented = variant === 'represented' ? subject : null;
  const agency = entry.agency ? agencyName(connection, language, entry.agency) : '';
  return (
    <div className="govuk-details__text">
      <ul className="govuk-list govuk-list--bullet">
        <li>
          {say('fact.basis')}: {entry.basis}
        </li>
        {entry.officer && entry.agency && (
          <li>
            <Link to={{ name: 'officer', id: entry.officer }}>{say('read.officer')}</Link>,{' '}
            <Link to={{ name: 'agency', id: entry.agency }}>{agency}</Link>
          </li>
        )}
        <li>
          <Link to={{ name: 'record', id: entry.record }}>{say('record.title')}</Link>
          {', '}
          <Link to={{ name: 'transaction', id: entry.transaction }}>{say('read.proof')}</Link>
          {', '}
          <Link to={{ name: 'block', height: entry.height }}>
            {say('block.title', { height: number(language, entry.height) })}
          </Link>
        </li>
      </ul>
      <p className="govuk-body govuk-!-font-weight-bold">{say('act.title')}</p>
      <ul className="govuk-list govuk-list--bullet">
        {entry.agency && (
          <li>
            {say('act.ask', { agency })} <Identifier>{formatId('transaction', entry.transaction)}</Identifier>
          </li>
        )}
        <li>{say('act.complain')}</li>
        {entry.agency && (
          <li>
            {say('act.restrict')} <Identifier>{restrictCommand(wallet, sector, entry.record, represented)}</Identifier>
          </li>
        )}
      </ul>
    </div>
  );
}

/** How the review of an emergency read stands, verified. */
function ReviewState({ transaction }: { transaction: TransactionId }) {
  const { say, language, connection } = useSurroundings();
  return (
    <Loaded what={`review ${transaction}`} load={() => connection.value(stateKey.review(transaction))}>
      {({ value }) =>
        value && (
          <p className="govuk-body">
            {say(`review.${value.status}`, { time: dateTime(language, value.reviewedMs ?? value.dueMs) })}
          </p>
        )
      }
    </Loaded>
  );
}
