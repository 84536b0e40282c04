/** A record: what is public about it, each fact from a state that the validators have signed. */
import { type Record as RecordValue, stateKey } from '@annals/ledger/block';
import { formatId, type RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings, type Words } from '../context.ts';
import { dateTime, number } from '../format/format.ts';
import { Facts, Identifier, Link } from '../parts/Basics.tsx';
import { Boundary } from '../parts/Boundary.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { agencyName, recordTypes, stateTitle, typeTitle } from '../parts/names.ts';
import { RecordErasure, RecordHolds } from '../parts/RecordErasure.tsx';
import { RecordHistory } from '../parts/RecordHistory.tsx';
import { Verified } from '../parts/Verdicts.tsx';

async function load(connection: Connection, record: RecordId) {
  const [{ value, header }, types] = await Promise.all([
    connection.value(stateKey.record(record)),
    recordTypes(connection),
  ]);
  if (!value) throw new AnnalsError('record.unknown', 'there is no such record');
  return { value, header, types };
}

export function RecordPage({ id }: { id: RecordId }) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  return (
    <>
      <h1 className="govuk-heading-xl">{say('record.title')}</h1>
      <Loaded what={id} load={() => load(connection, id)}>
        {({ value, header, types }) => (
          <>
            <Verified height={header.height} timeMs={header.timeMs} />
            <Facts
              facts={[
                [say('fact.identifier'), <Identifier key="id">{formatId('record', id)}</Identifier>],
                [
                  say('fact.type'),
                  <Link key="type" to={{ name: 'record-type', type: value.type }}>
                    {typeTitle(types, language, value.type)}
                  </Link>,
                ],
                [say('fact.status'), stateTitle(types, language, value.type, value.state)],
                [
                  say('fact.agency'),
                  <Link key="agency" to={{ name: 'agency', id: value.agency }}>
                    {agencyName(connection, language, value.agency)}
                  </Link>,
                ],
                [
                  say('fact.officer'),
                  value.officer ? (
                    <Link key="officer" to={{ name: 'officer', id: value.officer }}>
                      <Identifier>{formatId('officer', value.officer)}</Identifier>
                    </Link>
                  ) : (
                    say('word.agencyItself')
                  ),
                ],
                [say('fact.issued'), dateTime(language, value.issuedMs)],
                [say('fact.changed'), dateTime(language, value.changedMs)],
                [say('fact.version'), number(language, value.version)],
                [say('fact.changes'), number(language, value.history.size)],
                [say('fact.content'), contentOf(words, value)],
              ]}
            />
            <Boundary>
              <RecordHolds id={id} />
            </Boundary>
            <Boundary>{value.erased !== null && <RecordErasure id={id} />}</Boundary>
            <Boundary>
              <RecordHistory id={id} type={value.type} types={types} />
            </Boundary>
          </>
        )}
      </Loaded>
    </>
  );
}

/** What the ledger has of the content, in words. */
function contentOf({ say, language }: Words, { content, erased }: RecordValue): string {
  if (erased !== null) return say('word.erased', { height: number(language, erased) });
  return content.type === 'sealed' ? say('word.sealed') : content.text;
}
