/** Home: what the ledger is, whether it is healthy, who runs it, and its latest blocks. */
import { bytesToHex } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf } from '@annals/ledger/transaction';
import type { Connection } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { dateTime, localized, number } from '../format/format.ts';
import { Activity } from '../home/Activity.tsx';
import { AgencyReads } from '../home/AgencyReads.tsx';
import { Health } from '../home/Health.tsx';
import { Identifier, Link, Table } from '../parts/Basics.tsx';
import { Boundary } from '../parts/Boundary.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { SearchForm } from '../parts/SearchForm.tsx';

const REFRESH_MS = 5_000;

async function load(connection: Connection) {
  const { items: blocks } = await connection.call(routes.blocks, { query: { limit: 8 } });
  const newest = blocks[0] ? await connection.verifiedBlock(blocks[0].header.height) : null;
  return { blocks, newest };
}

export function HomePage() {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('home.title')}</h1>
      <p className="govuk-body-l">{say('home.what')}</p>
      <p className="govuk-body">{say('home.believe')}</p>
      <SearchForm />
      <h2 className="govuk-heading-l">{say('home.runBy')}</h2>
      <ul className="govuk-list govuk-list--bullet">
        {connection.genesis.agencies.map(({ key, name }) => (
          <li key={bytesToHex(key)}>
            <Link to={{ name: 'agency', id: agencyIdOf(key) }}>{localized(language, name)}</Link>
          </li>
        ))}
      </ul>
      <p className="govuk-body">
        {say('app.chain')}: {connection.genesis.name} <Identifier>{bytesToHex(connection.chain)}</Identifier>
      </p>
      <Boundary>
        <Health />
      </Boundary>
      <Boundary>
        <AgencyReads />
      </Boundary>
      <Boundary>
        <Activity />
      </Boundary>
      <LatestBlocks />
    </>
  );
}

function LatestBlocks() {
  const { say, language, connection } = useSurroundings();
  return (
    <section aria-label={say('home.blocks')}>
      <h2 className="govuk-heading-l">{say('home.blocks')}</h2>
      <Loaded what="home" load={() => load(connection)} everyMs={REFRESH_MS}>
        {({ blocks, newest }) => (
          <>
            {newest && (
              <p className="govuk-body verdict verdict--verified" data-verdict="verified">
                {say('home.verifiedBlock', {
                  height: number(language, newest.header.height),
                  time: dateTime(language, newest.header.timeMs),
                })}
              </p>
            )}
            <Table
              caption={say('home.blocks')}
              isCaptionHidden
              head={[say('fact.height'), say('fact.time'), say('fact.count')]}
              rows={blocks.map(({ hash, header }) => ({
                key: hash,
                cells: [
                  <Link key="height" to={{ name: 'block', height: header.height }}>
                    {number(language, header.height)}
                  </Link>,
                  dateTime(language, header.timeMs),
                  number(language, header.count),
                ],
              }))}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}
