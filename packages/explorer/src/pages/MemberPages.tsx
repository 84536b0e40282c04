/** Agency, officer and validators: what a node tells of the members, for which there is no proof yet. */
import { type AgencyId, bytesToHex, formatId, type OfficerId } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { useSurroundings } from '../context.ts';
import { dateTime, localized, number, shorten } from '../format/format.ts';
import { Facts, Identifier, Link, Table } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName } from '../parts/names.ts';
import { ToldByNode } from '../parts/Verdicts.tsx';

export function AgencyPage({ id }: { id: AgencyId }) {
  const { say, language, connection } = useSurroundings();
  const load = () =>
    Promise.all([
      connection.call(routes.agency, { params: { agency: id } }),
      connection.call(routes.officers, { params: { agency: id } }),
    ]);
  return (
    <>
      <h1 className="govuk-heading-xl">{agencyName(connection, language, id)}</h1>
      <Loaded what={id} load={load}>
        {([{ value }, officers]) => (
          <>
            <ToldByNode />
            <Facts
              facts={[
                [say('fact.name'), localized(language, value.name)],
                [say('fact.identifier'), <Identifier key="id">{formatId('agency', id)}</Identifier>],
                [say('fact.status'), value.status],
                [say('fact.admitted'), dateTime(language, value.admittedMs)],
                [say('fact.identities'), say(value.issuesIdentities ? 'word.yes' : 'word.no')],
              ]}
            />
            <Table
              caption={say('agency.officers')}
              head={[say('fact.officer'), say('fact.roles'), say('fact.until')]}
              rows={officers.items.map((officer) => ({
                key: officer.id,
                cells: [
                  <Link key="officer" to={{ name: 'officer', id: officer.id }}>
                    {shorten(formatId('officer', officer.id))}
                  </Link>,
                  officer.value.roles.join(', '),
                  dateTime(language, officer.value.untilMs),
                ],
              }))}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

export function OfficerPage({ id }: { id: OfficerId }) {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('officer.title')}</h1>
      <p className="govuk-body">{say('officer.noName')}</p>
      <Loaded what={id} load={() => connection.call(routes.officer, { params: { officer: id } })}>
        {({ value }) => (
          <>
            <ToldByNode />
            <Facts
              facts={[
                [say('fact.identifier'), <Identifier key="id">{formatId('officer', id)}</Identifier>],
                [
                  say('fact.agency'),
                  <Link key="agency" to={{ name: 'agency', id: value.agency }}>
                    {agencyName(connection, language, value.agency)}
                  </Link>,
                ],
                [say('fact.roles'), value.roles.join(', ')],
                [say('fact.status'), value.status],
                [say('fact.appointed'), dateTime(language, value.appointedMs)],
                [say('fact.until'), dateTime(language, value.untilMs)],
              ]}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

export function ValidatorsPage() {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('validators.title')}</h1>
      <p className="govuk-body">{say('validators.hint')}</p>
      <Loaded what="validators" load={() => connection.call(routes.validators)}>
        {({ current }) => (
          <>
            <ToldByNode />
            <Table
              caption={say('validators.title')}
              head={[say('fact.agency'), say('fact.connected'), say('fact.height'), say('fact.seen')]}
              rows={current.map(({ validator, connected, height, lastSeenMs }) => ({
                key: bytesToHex(validator.key),
                cells: [
                  <Link key="agency" to={{ name: 'agency', id: validator.agency }}>
                    {agencyName(connection, language, validator.agency)}
                  </Link>,
                  say(connected ? 'word.yes' : 'word.no'),
                  height === null ? '' : number(language, height),
                  lastSeenMs === null ? '' : dateTime(language, lastSeenMs),
                ],
              }))}
            />
          </>
        )}
      </Loaded>
    </>
  );
}
