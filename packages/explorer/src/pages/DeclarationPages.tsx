/** Record types and programmes: what the agencies have declared and what stands in the budgets. */
import { formatId, type ProgrammeId } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { useSurroundings } from '../context.ts';
import { explainPurpose } from '../explain.ts';
import { dateTime, localized, money, number } from '../format/format.ts';
import { Facts, Identifier, Link, Table } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName, recordTypes } from '../parts/names.ts';
import { ToldByNode } from '../parts/Verdicts.tsx';

export function RecordTypesPage() {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('types.title')}</h1>
      <Loaded what="record types" load={() => recordTypes(connection)}>
        {(types) => (
          <Table
            caption={say('types.title')}
            head={[say('fact.type'), say('fact.sector'), say('fact.visibility')]}
            rows={types.map(({ name, title, sector, visibility }) => ({
              key: name,
              cells: [
                <Link key="type" to={{ name: 'record-type', type: name }}>
                  {localized(language, title)}
                </Link>,
                sector,
                say(visibility === 'sealed' ? 'word.sealed' : 'word.public'),
              ],
            }))}
          />
        )}
      </Loaded>
    </>
  );
}

export function RecordTypePage({ type }: { type: string }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <Loaded what={type} load={() => connection.call(routes.recordType, { params: { name: type } })}>
      {({ title, version, sector, visibility, sections, retentionYears }) => (
        <>
          <h1 className="govuk-heading-xl">{localized(language, title)}</h1>
          <ToldByNode />
          <Facts
            facts={[
              [say('fact.name'), type],
              [say('fact.version'), number(language, version)],
              [say('fact.sector'), sector],
              [say('fact.visibility'), say(visibility === 'sealed' ? 'word.sealed' : 'word.public')],
              [say('fact.retention'), number(language, retentionYears)],
            ]}
          />
          <Table
            caption={say('fact.readers')}
            head={[say('fact.sections'), say('fact.readers')]}
            rows={sections.map(({ name, title: sectionTitle, readers }) => ({
              key: name,
              cells: [
                localized(language, sectionTitle),
                readers.length === 0 ? (
                  say(visibility === 'public' ? 'word.all' : 'word.none')
                ) : (
                  <ul key="readers" className="govuk-list">
                    {readers.map(({ role, purposes }) => (
                      <li key={role}>
                        {role}: {purposes.map((purpose) => explainPurpose(words, purpose)).join(', ')}
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

export function ProgrammePage({ id }: { id: ProgrammeId }) {
  const { say, language, connection } = useSurroundings();
  return (
    <Loaded what={id} load={() => connection.call(routes.programme, { params: { programme: id } })}>
      {({ value }) => (
        <>
          <h1 className="govuk-heading-xl">{localized(language, value.name)}</h1>
          <ToldByNode />
          <Facts
            facts={[
              [say('fact.identifier'), <Identifier key="id">{formatId('programme', id)}</Identifier>],
              [
                say('fact.agency'),
                <Link key="agency" to={{ name: 'agency', id: value.agency }}>
                  {agencyName(connection, language, value.agency)}
                </Link>,
              ],
              [say('fact.sector'), value.sector],
              [say('fact.status'), value.status],
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
