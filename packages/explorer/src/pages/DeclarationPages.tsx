/** Record types and programmes: what the agencies have declared and what stands in the budgets, each verified. */
import { stateKey } from '@annals/ledger/block';
import { formatId, type ProgrammeId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { explainPurpose, explainRole, explainSector, explainStatus } from '../explain.ts';
import { dateTime, localized, money, number } from '../format/format.ts';
import { Facts, Identifier, Link, Table } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName, recordTypes } from '../parts/names.ts';
import { ToldByNode, Verified } from '../parts/Verdicts.tsx';

export function RecordTypesPage() {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <>
      <h1 className="govuk-heading-xl">{say('types.title')}</h1>
      <Loaded what="record types" load={() => recordTypes(connection)}>
        {(types) => (
          <>
            <ToldByNode />
            <Table
              caption={say('types.title')}
              isCaptionHidden
              head={[say('fact.type'), say('fact.sector'), say('fact.visibility')]}
              rows={types.map(({ name, title, sector, visibility }) => ({
                key: name,
                cells: [
                  <Link key="type" to={{ name: 'record-type', type: name }}>
                    {localized(language, title)}
                  </Link>,
                  explainSector(words, sector),
                  say(visibility === 'sealed' ? 'word.sealed' : 'word.public'),
                ],
              }))}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

async function loadType(connection: Connection, name: string) {
  const { value, header } = await connection.value(stateKey.type(name));
  if (!value) throw new AnnalsError('type.unknown', 'there is no such record type');
  return { type: value, header };
}

export function RecordTypePage({ type: name }: { type: string }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  const roles = (names: readonly string[]) =>
    names.length === 0 ? say('word.none') : names.map((role) => explainRole(words, role)).join(', ');
  return (
    <Loaded what={name} load={() => loadType(connection, name)}>
      {({ type, header }) => (
        <>
          <h1 className="govuk-heading-xl">{localized(language, type.title)}</h1>
          <Verified height={header.height} timeMs={header.timeMs} />
          <Facts
            facts={[
              [say('fact.name'), name],
              [say('fact.version'), number(language, type.version)],
              [say('fact.sector'), explainSector(words, type.sector)],
              [say('fact.visibility'), say(type.visibility === 'sealed' ? 'word.sealed' : 'word.public')],
              [say('fact.retention'), number(language, type.retentionYears)],
              [say('fact.emergency'), roles(type.emergency?.roles ?? [])],
              [say('fact.hidden'), roles(type.hidden?.roles ?? [])],
              [say('fact.erasure'), roles(type.erasure.roles)],
            ]}
          />
          <Table
            caption={say('fact.readers')}
            head={[say('fact.sections'), say('fact.readers')]}
            rows={type.sections.map((section) => ({
              key: section.name,
              cells: [
                localized(language, section.title),
                section.readers.length === 0 ? (
                  say(type.visibility === 'public' ? 'word.all' : 'word.none')
                ) : (
                  <ul key="readers" className="govuk-list">
                    {section.readers.map((reader) => (
                      <li key={`${reader.role} ${reader.consent} ${reader.afterDeath}`}>
                        {explainRole(words, reader.role)}:{' '}
                        {reader.purposes.map((purpose) => explainPurpose(words, purpose)).join(', ')}
                        {reader.consent && ` (${say('fact.withConsent')})`}
                        {reader.afterDeath && ` (${say('fact.afterDeath')})`}
                      </li>
                    ))}
                  </ul>
                ),
              ],
            }))}
          />
        </>
      )}
    </Loaded>
  );
}

export function ProgrammesPage() {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('programmes.title')}</h1>
      <Loaded what="programmes" load={() => connection.call(routes.programmes, { query: { limit: 200 } })}>
        {({ items }) => (
          <>
            <ToldByNode />
            <Table
              caption={say('programmes.title')}
              isCaptionHidden
              head={[say('fact.name'), say('fact.agency'), say('fact.budget'), say('fact.paid')]}
              rows={items.map(({ id, value }) => ({
                key: id,
                cells: [
                  <Link key="programme" to={{ name: 'programme', id }}>
                    {localized(language, value.name)}
                  </Link>,
                  agencyName(connection, language, value.agency),
                  money(language, value.budget, value.currency),
                  money(language, value.confirmed, value.currency),
                ],
              }))}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

async function loadProgramme(connection: Connection, programme: ProgrammeId) {
  const { value, header } = await connection.value(stateKey.programme(programme));
  if (!value) throw new AnnalsError('programme.unknown', 'there is no such programme');
  return { value, header };
}

export function ProgrammePage({ id }: { id: ProgrammeId }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <Loaded what={id} load={() => loadProgramme(connection, id)}>
      {({ value, header }) => (
        <>
          <h1 className="govuk-heading-xl">{localized(language, value.name)}</h1>
          <Verified height={header.height} timeMs={header.timeMs} />
          <Facts
            facts={[
              [say('fact.identifier'), <Identifier key="id">{formatId('programme', id)}</Identifier>],
              [
                say('fact.agency'),
                <Link key="agency" to={{ name: 'agency', id: value.agency }}>
                  {agencyName(connection, language, value.agency)}
                </Link>,
              ],
              [say('fact.sector'), explainSector(words, value.sector)],
              [say('fact.status'), explainStatus(words, value.status)],
              [say('fact.budget'), money(language, value.budget, value.currency)],
              [say('fact.scheduled'), money(language, value.scheduled, value.currency)],
              [say('fact.paid'), money(language, value.confirmed, value.currency)],
              [say('fact.issued'), dateTime(language, value.openedMs)],
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
