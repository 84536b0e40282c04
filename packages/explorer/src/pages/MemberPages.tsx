/** Agency, officer and validators: each fact from a state that the validators have signed. */
import { type AccessCounts, stateKey } from '@annals/ledger/block';
import { type AgencyId, bytesToHex, formatId, type OfficerId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { explainRole, explainStatus } from '../explain.ts';
import { dateTime, localized, number, shorten } from '../format/format.ts';
import { Facts, Identifier, Link, Table } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName } from '../parts/names.ts';
import { ToldByNode, Verified } from '../parts/Verdicts.tsx';

async function loadAgency(connection: Connection, agency: AgencyId) {
  const [{ value, header }, officers] = await Promise.all([
    connection.value(stateKey.agency(agency)),
    connection.call(routes.officers, { params: { agency } }),
  ]);
  // What it has read is not of an older block than what is said above it.
  const counts = await connection.value(stateKey.accessCounts(agency));
  if (!value) throw new AnnalsError('agency.unknown', 'there is no such agency');
  return { value, header, counts: counts.value, officers: officers.items };
}

export function AgencyPage({ id }: { id: AgencyId }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <Loaded what={id} load={() => loadAgency(connection, id)}>
      {({ value, header, counts, officers }) => (
        <>
          <h1 className="govuk-heading-xl">{localized(language, value.name)}</h1>
          <Verified height={header.height} timeMs={header.timeMs} />
          <Facts
            facts={[
              [say('fact.name'), localized(language, value.name)],
              [say('fact.identifier'), <Identifier key="id">{formatId('agency', id)}</Identifier>],
              [say('fact.status'), explainStatus(words, value.status)],
              [say('fact.admitted'), dateTime(language, value.admittedMs)],
              [say('fact.identities'), say(value.issuesIdentities ? 'word.yes' : 'word.no')],
              [say('fact.rolesGiven'), value.roles.map((role) => explainRole(words, role)).join(', ')],
            ]}
          />
          <h2 className="govuk-heading-m">{say('counts.ofAgency')}</h2>
          <ReadCounts counts={counts} />
          <h2 className="govuk-heading-m">{say('agency.officers')}</h2>
          <ToldByNode />
          <Table
            caption={say('agency.officers')}
            isCaptionHidden
            head={[say('fact.officer'), say('fact.roles'), say('fact.until')]}
            rows={officers.map((officer) => ({
              key: officer.id,
              cells: [
                <Link key="officer" to={{ name: 'officer', id: officer.id }}>
                  {shorten(formatId('officer', officer.id))}
                </Link>,
                officer.value.roles.map((role) => explainRole(words, role)).join(', '),
                dateTime(language, officer.value.untilMs),
              ],
            }))}
          />
        </>
      )}
    </Loaded>
  );
}

/** What an agency has read, in numbers; all are zero before its first read. */
function ReadCounts({ counts }: { counts: AccessCounts | undefined }) {
  const { say, language } = useSurroundings();
  const count = (value: number | undefined) => number(language, value ?? 0);
  return (
    <Facts
      facts={[
        [say('counts.reads'), count(counts?.reads)],
        [say('counts.refused'), count(counts?.refused)],
        [say('counts.emergency'), count(counts?.emergency)],
        [say('counts.open'), count(counts?.reviewsOpen)],
        [say('counts.missed'), count(counts?.reviewsMissed)],
        [say('counts.unjustified'), count(counts?.reviewsUnjustified)],
        [say('counts.hidden'), count(counts?.hidden)],
        [say('counts.undisclosed'), count(counts?.hiddenUndisclosed)],
        [say('counts.mismatches'), count(counts?.mismatches)],
      ]}
    />
  );
}

async function loadOfficer(connection: Connection, officer: OfficerId) {
  const { value, header } = await connection.value(stateKey.officer(officer));
  if (!value) throw new AnnalsError('officer.unknown', 'there is no such officer');
  return { value, header };
}

export function OfficerPage({ id }: { id: OfficerId }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <>
      <h1 className="govuk-heading-xl">{say('officer.title')}</h1>
      <p className="govuk-body">{say('officer.noName')}</p>
      <Loaded what={id} load={() => loadOfficer(connection, id)}>
        {({ value, header }) => (
          <>
            <Verified height={header.height} timeMs={header.timeMs} />
            <Facts
              facts={[
                [say('fact.identifier'), <Identifier key="id">{formatId('officer', id)}</Identifier>],
                [
                  say('fact.agency'),
                  <Link key="agency" to={{ name: 'agency', id: value.agency }}>
                    {agencyName(connection, language, value.agency)}
                  </Link>,
                ],
                [say('fact.roles'), value.roles.map((role) => explainRole(words, role)).join(', ')],
                [say('fact.status'), explainStatus(words, value.status)],
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

async function loadValidators(connection: Connection) {
  const [{ current }, { value, header }] = await Promise.all([
    connection.call(routes.validators),
    connection.value(stateKey.validators),
  ]);
  if (!value) throw new AnnalsError('proof.membership', 'the ledger has no validators');
  const seen = new Map(current.map((status) => [bytesToHex(status.validator.key), status]));
  return { header, seats: value.current.map((seat) => ({ seat, seen: seen.get(bytesToHex(seat.key)) })) };
}

export function ValidatorsPage() {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('validators.title')}</h1>
      <p className="govuk-body">{say('validators.hint')}</p>
      <Loaded what="validators" load={() => loadValidators(connection)}>
        {({ header, seats }) => (
          <>
            <Verified height={header.height} timeMs={header.timeMs} />
            <p className="govuk-hint">{say('validators.seenHint')}</p>
            <Table
              caption={say('validators.title')}
              isCaptionHidden
              head={[say('fact.agency'), say('fact.connected'), say('fact.height'), say('fact.seen')]}
              rows={seats.map(({ seat, seen }) => ({
                key: bytesToHex(seat.key),
                cells: [
                  <Link key="agency" to={{ name: 'agency', id: seat.agency }}>
                    {agencyName(connection, language, seat.agency)}
                  </Link>,
                  say(seen?.connected ? 'word.yes' : 'word.no'),
                  seen?.height == null ? '' : number(language, seen.height),
                  seen?.lastSeenMs == null ? '' : dateTime(language, seen.lastSeenMs),
                ],
              }))}
            />
          </>
        )}
      </Loaded>
    </>
  );
}
