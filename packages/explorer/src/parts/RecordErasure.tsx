/** What keeps a record's content from being erased, and once it is erased who has confirmed that it is gone: verified. */
import { stateKey, unconfirmedHolders } from '@annals/ledger/block';
import type { AgencyId, RecordId } from '@annals/ledger/codec';
import { formatErasureCertificate, verifyErasureCertificate } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { dateTime } from '../format/format.ts';
import { Facts, Table } from './Basics.tsx';
import { Loaded } from './Loaded.tsx';
import { agencyName } from './names.ts';
import { saveFile } from './save-file.ts';

export function RecordHolds({ id }: { id: RecordId }) {
  const { say, language, connection } = useSurroundings();
  return (
    <Loaded what={`hold ${id}`} load={() => connection.value(stateKey.hold(id))}>
      {({ value }) =>
        value && (
          <Table
            caption={say('hold.title')}
            head={[say('fact.agency'), say('fact.basis'), say('fact.from')]}
            rows={value.map((hold) => ({
              key: hold.agency,
              cells: [agencyName(connection, language, hold.agency), hold.basis, dateTime(language, hold.timeMs)],
            }))}
          />
        )
      }
    </Loaded>
  );
}

async function loadCertificate(connection: Connection, record: RecordId) {
  return connection.ask(async (node) => {
    const { proven } = await node.call(routes.provenValue, { params: { key: stateKey.erasure(record) } });
    const { erasure } = connection.accept(verifyErasureCertificate(connection.trusted, { record, proven }));
    return { erasure, file: formatErasureCertificate({ record, proven }) };
  });
}

export function RecordErasure({ id }: { id: RecordId }) {
  const { say, language, connection } = useSurroundings();
  const names = (agencies: readonly AgencyId[]) =>
    agencies.length === 0
      ? say('word.none')
      : agencies.map((agency) => agencyName(connection, language, agency)).join(', ');
  return (
    <Loaded what={`erasure ${id}`} load={() => loadCertificate(connection, id)}>
      {({ erasure, file }) => (
        <>
          <h2 className="govuk-heading-m">{say('erasure.title')}</h2>
          <Facts
            facts={[
              [say('fact.agency'), agencyName(connection, language, erasure.agency)],
              [say('fact.basis'), erasure.basis],
              [say('fact.time'), dateTime(language, erasure.timeMs)],
              [say('check.confirmed'), names(erasure.confirmed.map(({ agency }) => agency))],
              [say('check.unconfirmed'), names(unconfirmedHolders(erasure))],
            ]}
          />
          <button
            type="button"
            className="govuk-button govuk-button--secondary no-print"
            onClick={() => saveFile('erasure.json', 'application/json', file)}
          >
            {say('erasure.save')}
          </button>
        </>
      )}
    </Loaded>
  );
}
