/** Every change of a record, verified as complete: the log's head stands in a state that the validators have signed. */
import type { RecordId } from '@annals/ledger/codec';
import { verifyRecordHistory } from '@annals/ledger/light';
import { fetchWholeLog, routes } from '@annals/ledger/rest';
import type { RecordType } from '@annals/ledger/transaction';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { dateTime, number } from '../format/format.ts';
import { Link, Table } from './Basics.tsx';
import { Loaded } from './Loaded.tsx';
import { agencyName, stateTitle } from './names.ts';

async function load(connection: Connection, record: RecordId) {
  return connection.prove(async (node) => {
    const proven = await fetchWholeLog((from) =>
      node.call(routes.recordHistory, { params: { record }, query: { from } }),
    );
    return verifyRecordHistory(connection.trusted, record, proven);
  });
}

interface Props {
  readonly id: RecordId;
  readonly type: string;
  readonly types: readonly RecordType[];
}

export function RecordHistory({ id, type, types }: Props) {
  const { say, language, connection } = useSurroundings();
  return (
    <Loaded what={`history ${id}`} load={() => load(connection, id)}>
      {({ entries, header }) => (
        <>
          <Table
            caption={say('record.history')}
            head={[
              say('fact.time'),
              say('fact.change'),
              say('fact.status'),
              say('fact.version'),
              say('fact.agency'),
              say('fact.transaction'),
            ]}
            rows={entries.map((entry) => ({
              key: `${entry.transaction} ${entry.version} ${entry.state}`,
              cells: [
                dateTime(language, entry.timeMs),
                say(`change.${entry.change}`),
                stateTitle(types, language, type, entry.state),
                number(language, entry.version),
                agencyName(connection, language, entry.agency),
                <Link key="transaction" to={{ name: 'transaction', id: entry.transaction }}>
                  {say('fact.transaction')}
                </Link>,
              ],
            }))}
          />
          <p className="govuk-body-s" data-verdict="verified">
            {say('record.complete', {
              height: number(language, header.height),
              time: dateTime(language, header.timeMs),
            })}
          </p>
        </>
      )}
    </Loaded>
  );
}
