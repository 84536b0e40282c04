/** What a document that has been checked proves, in words. */
import { formatId, type RecordId } from '@annals/ledger/codec';
import type { ReactNode } from 'react';
import type { CheckedDocument } from '../check/check-document.ts';
import { useSurroundings } from '../context.ts';
import { explainCode, explainSector } from '../explain.ts';
import { dateTime, localized, number } from '../format/format.ts';
import { Facts, Identifier, Link } from './Basics.tsx';
import { fieldTitles } from './field-titles.ts';
import { agencyName } from './names.ts';
import { Unfit } from './Unfit.tsx';
import { Verified } from './Verdicts.tsx';

type Of<K extends CheckedDocument['type']> = Extract<CheckedDocument, { readonly type: K }>;

export function CheckedView({ document }: { document: CheckedDocument }) {
  switch (document.type) {
    case 'receipt':
      return <Receipt document={document} />;
    case 'trails':
      return <Trails document={document} />;
    case 'presentation':
      return <Presentation document={document} />;
    case 'erasure':
      return <ErasureCertificate document={document} />;
    case 'wrong':
      return <Wrong document={document} />;
  }
}

function Genuine({
  says,
  at,
  children,
}: {
  says: string;
  at?: { height: number; timeMs: number };
  children: ReactNode;
}) {
  const { say } = useSurroundings();
  return (
    <>
      <h2 className="govuk-heading-m">{say('check.genuine')}</h2>
      <p className="govuk-body">{says}</p>
      {at && <Verified height={at.height} timeMs={at.timeMs} />}
      {children}
    </>
  );
}

function RecordLink({ record }: { record: RecordId }) {
  return (
    <Link to={{ name: 'record', id: record }}>
      <Identifier>{formatId('record', record)}</Identifier>
    </Link>
  );
}

function Receipt({ document }: { document: Of<'receipt'> }) {
  const words = useSurroundings();
  const { say, language } = words;
  const { transaction, kind, code, timeMs } = document;
  return (
    <Genuine says={say('check.receipt')} at={document}>
      <Facts
        facts={[
          [
            say('fact.transaction'),
            <Link key="id" to={{ name: 'transaction', id: transaction }}>
              <Identifier>{formatId('transaction', transaction)}</Identifier>
            </Link>,
          ],
          [say('fact.kind'), kind],
          [say('fact.result'), code === 'ok' ? say('word.ok') : explainCode(words, code)],
          [say('fact.time'), dateTime(language, timeMs)],
        ]}
      />
    </Genuine>
  );
}

function Trails({ document: { trails } }: { document: Of<'trails'> }) {
  const words = useSurroundings();
  const { say, language } = words;
  return (
    <Genuine says={say('check.trails')}>
      <ul className="govuk-list govuk-list--bullet verdict verdict--verified" data-verdict="verified">
        {trails.map(({ subject, sector, size, height, timeMs }) => (
          <li key={subject}>
            {say('check.entries', {
              sector: explainSector(words, sector),
              count: number(language, size),
              height: number(language, height),
              time: dateTime(language, timeMs),
            })}
          </li>
        ))}
      </ul>
    </Genuine>
  );
}

function Presentation({ document }: { document: Of<'presentation'> }) {
  const { say, language, connection } = useSurroundings();
  const { record, issuer, recordType, state, fields, fit, audience, untilMs } = document;
  const stateName = recordType.lifecycle.states.find(({ name }) => name === state)?.title ?? { en: state };
  const titleOf = (path: string) => {
    const [section = '', ...names] = path.split('/').slice(1);
    const titles = fieldTitles([recordType], language, recordType.name, section);
    const sectionName = recordType.sections.find(({ name }) => name === section)?.title ?? { en: section };
    return [localized(language, sectionName), ...names.map((name) => titles.get(name) ?? name)].join(' › ');
  };
  return (
    <Genuine says={say('check.presentation')}>
      {/* What is green on this page is what is valid now, and no proof of the past. */}
      <p className="govuk-body-s">
        {say('proof.verifiedAt', {
          height: number(language, document.height),
          time: dateTime(language, document.timeMs),
        })}
      </p>
      {fit && !fit.fits && <Unfit reasons={fit.reasons} />}
      <Facts
        facts={[
          [say('fact.type'), localized(language, recordType.title)],
          [say('check.stateThen'), localized(language, stateName)],
          ...fields.map(
            ({ path, value }) => [titleOf(path), typeof value === 'string' ? value : JSON.stringify(value)] as const,
          ),
          [say('check.issuer'), agencyName(connection, language, issuer)],
          [say('check.audience'), audience],
          [say('fact.until'), dateTime(language, untilMs)],
          [say('fact.identifier'), <RecordLink key="id" record={record} />],
        ]}
      />
      <p className="govuk-inset-text">{say('check.audienceHint', { audience })}</p>
    </Genuine>
  );
}

function ErasureCertificate({ document }: { document: Of<'erasure'> }) {
  const { say, language, connection } = useSurroundings();
  const { record, erasure, waiting } = document;
  const names = (agencies: typeof waiting) =>
    agencies.length === 0
      ? say('word.none')
      : agencies.map((agency) => agencyName(connection, language, agency)).join(', ');
  return (
    <Genuine says={say(waiting.length === 0 ? 'check.erased' : 'check.erasing')} at={document}>
      <Facts
        facts={[
          [say('fact.record'), <RecordLink key="id" record={record} />],
          [say('fact.agency'), agencyName(connection, language, erasure.agency)],
          [say('fact.basis'), erasure.basis],
          [say('fact.time'), dateTime(language, erasure.timeMs)],
          [say('check.confirmed'), names(erasure.confirmed.map(({ agency }) => agency))],
          [say('check.unconfirmed'), names(waiting)],
        ]}
      />
    </Genuine>
  );
}

function Wrong({ document }: { document: Of<'wrong'> }) {
  const { say, language, connection } = useSurroundings();
  const { record, section, fault, issuer, officer, timeMs } = document;
  return (
    <Genuine says={say('check.wrong', { section })} at={document}>
      <p className="govuk-body">{say(`fault.${fault}`)}</p>
      <Facts
        facts={[
          [say('fact.record'), <RecordLink key="id" record={record} />],
          [say('check.issuer'), agencyName(connection, language, issuer)],
          [say('fact.officer'), <Identifier key="officer">{formatId('officer', officer)}</Identifier>],
          [say('fact.issued'), dateTime(language, timeMs)],
        ]}
      />
    </Genuine>
  );
}
