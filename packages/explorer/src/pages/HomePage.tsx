/** Home: what the ledger is, whether it is healthy, who runs it, and its latest blocks. */
import { bytesToHex } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf } from '@annals/ledger/transaction';
import type { Connection, NodeView } from '../connection/connection.ts';
import { useSurroundings } from '../context.ts';
import { dateTime, localized, number } from '../format/format.ts';
import { Identifier, Link, Table } from '../parts/Basics.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { SearchForm } from '../parts/SearchForm.tsx';

const REFRESH_MS = 5_000;

async function load(connection: Connection) {
  const [views, { items: blocks }] = await Promise.all([
    connection.views(),
    connection.call(routes.blocks, { query: { limit: 8 } }),
  ]);
  const disagreeing = await connection.disagreeing(views);
  const newest = blocks[0] ? await connection.verifiedBlock(blocks[0].header.height) : null;
  return { views, disagreeing, blocks, newest };
}

export function HomePage() {
  const { say, language, connection } = useSurroundings();
  return (
    <>
      <h1 className="govuk-heading-xl">{say('home.title')}</h1>
      <p className="govuk-body-l">{say('home.what')}</p>
      <p className="govuk-body">{say('home.believe')}</p>
      <SearchForm />
      <Loaded what="home" load={() => load(connection)} everyMs={REFRESH_MS}>
        {({ views, disagreeing, blocks, newest }) => (
          <>
            <Health views={views} disagreeing={disagreeing} />
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
    </>
  );
}

function Health({ views, disagreeing }: { views: readonly NodeView[]; disagreeing: readonly string[] }) {
  const { say, language } = useSurroundings();
  const isHealthy = views.every(
    ({ status, isSameChain }) => isSameChain && status !== null && ['idle', 'working'].includes(status.state),
  );
  const isFalse = disagreeing.length > 0 || views.some(({ isSameChain }) => !isSameChain);
  const stateOf = ({ status, isSameChain }: NodeView) => {
    if (!status) return say('home.silent');
    return isSameChain ? say(`state.${status.state}`) : say('home.otherChain');
  };
  return (
    <>
      <h2 className="govuk-heading-l">{say('home.health')}</h2>
      {isFalse && (
        <div role="alert" className="verdict verdict--alarm" data-verdict="failed">
          <p className="govuk-body govuk-!-font-weight-bold">{say('home.disagree')}</p>
        </div>
      )}
      <p className="govuk-body">{say(isHealthy && !isFalse ? 'home.healthy' : 'home.unhealthy')}</p>
      <Table
        caption={say('home.nodes')}
        head={[say('fact.node'), say('fact.state'), say('fact.height')]}
        rows={views.map((view) => ({
          key: view.node,
          cells: [view.node, stateOf(view), view.status ? number(language, view.status.height) : ''],
        }))}
      />
    </>
  );
}
