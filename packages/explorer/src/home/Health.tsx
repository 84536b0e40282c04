/** Whether the ledger is healthy now, what each node says, and which of them this page asks first. */
import { useId } from 'react';
import type { NodeView } from '../connection/connection.ts';
import type { NodesReport } from '../connection/use-nodes.ts';
import { useSurroundings } from '../context.ts';
import { number } from '../format/format.ts';
import { Table } from '../parts/Basics.tsx';
import { Loading } from '../parts/Verdicts.tsx';
import { healthOf } from './health-of.ts';

export function Health() {
  const { say, language, report } = useSurroundings();
  return (
    <section aria-label={say('home.health')}>
      <h2 className="govuk-heading-l">{say('home.health')}</h2>
      {report === null ? (
        <Loading />
      ) : (
        <>
          <Summary report={report} />
          <Table
            caption={say('home.nodes')}
            head={[say('fact.node'), say('fact.state'), say('fact.height')]}
            rows={report.views.map((view) => ({
              key: view.node,
              cells: [
                view.node,
                <StateOf key="state" view={view} />,
                view.status ? number(language, view.status.height) : '',
              ],
            }))}
          />
          <AskFirst />
        </>
      )}
    </section>
  );
}

function Summary({ report }: { report: NodesReport }) {
  const { say } = useSurroundings();
  const health = healthOf(report);
  if (health !== 'dead') return <p className="govuk-body">{say(`home.${health}`)}</p>;
  return (
    <div role="alert" className="verdict verdict--alarm" data-verdict="failed">
      <p className="govuk-body govuk-!-font-weight-bold">{say('home.dead')}</p>
    </div>
  );
}

function StateOf({ view: { node, status, isSameChain } }: { view: NodeView }) {
  const { say, report } = useSurroundings();
  if (!status) return <>{say('home.silent')}</>;
  if (!isSameChain) return <>{say('home.otherChain')}</>;
  if (report?.disagreeing.includes(node)) return <>{say('home.otherBlock')}</>;
  return <>{say(`state.${status.state}`)}</>;
}

/** The choice of the node that is asked before the others: kept while the page is open, and nowhere else. */
function AskFirst() {
  const { say, connection, prefer } = useSurroundings();
  const id = useId();
  const [first, ...others] = connection.nodes;
  if (first === undefined || others.length === 0) return null;
  return (
    <div className="govuk-form-group no-print">
      <label className="govuk-label" htmlFor={id}>
        {say('home.askFirst')}
      </label>
      <select className="govuk-select" id={id} value={first} onChange={({ target }) => prefer(target.value)}>
        {[...connection.nodes].sort().map((node) => (
          <option key={node} value={node}>
            {node}
          </option>
        ))}
      </select>
    </div>
  );
}
