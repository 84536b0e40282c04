/** Check a document: a file that somebody handed over is verified on the spot, and leaves the browser nowhere. */
import { formatId } from '@annals/ledger/codec';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { CheckedDocument } from '../check/check-document.ts';
import { useSurroundings } from '../context.ts';
import { explainCode } from '../explain.ts';
import { dateTime, number } from '../format/format.ts';
import { Facts, Identifier, Link } from '../parts/Basics.tsx';
import type { Answer } from '../parts/use-answer.ts';
import { Failure, Loading, Verified } from '../parts/Verdicts.tsx';
import { WorkerClient } from '../vault/worker-client.ts';

export function CheckPage() {
  const { say, connection } = useSurroundings();
  const [checked, setChecked] = useState<Answer<CheckedDocument> | null>(null);
  const round = useRef(0);
  const worker = useRef<WorkerClient | null>(null);
  useEffect(() => () => worker.current?.end(), []);

  const check = async (file: File | undefined) => {
    if (!file) return;
    const current = ++round.current;
    setChecked({ state: 'loading' });
    worker.current ??= new WorkerClient();
    const { nodes, trusted } = connection;
    const answer = await worker.current.order('check', { text: await file.text() }, { nodes, trusted }).then(
      (value): Answer<CheckedDocument> => ({ state: 'done', value }),
      (error: unknown): Answer<CheckedDocument> => ({ state: 'failed', error }),
    );
    if (current === round.current) setChecked(answer);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void check(event.dataTransfer.files[0]);
  };

  return (
    <>
      <h1 className="govuk-heading-xl">{say('check.title')}</h1>
      <p className="govuk-body">{say('check.hint')}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut beside the file field inside */}
      <div className="govuk-form-group drop-place" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <label className="govuk-label govuk-label--s" htmlFor="document">
          {say('check.label')}
        </label>
        <input
          className="govuk-file-upload"
          id="document"
          type="file"
          accept=".json,application/json"
          onChange={(event) => void check(event.target.files?.[0])}
        />
        <p className="govuk-hint">{say('check.drop')}</p>
      </div>
      <div aria-live="polite">
        {checked?.state === 'loading' && <Loading />}
        {checked?.state === 'failed' && <Failure error={checked.error} />}
        {checked?.state === 'done' && <Genuine document={checked.value} />}
      </div>
    </>
  );
}

function Genuine({ document }: { document: CheckedDocument }) {
  const words = useSurroundings();
  const { say, language } = words;
  if (document.type === 'trails') {
    return (
      <section className="verdict verdict--verified" data-verdict="verified">
        <h2 className="govuk-heading-m">{say('check.genuine')}</h2>
        <p className="govuk-body">{say('check.trails')}</p>
        <ul className="govuk-list govuk-list--bullet">
          {document.trails.map(({ subject, sector, entries, height, timeMs }) => (
            <li key={subject}>
              {say('check.entries', {
                sector,
                count: number(language, entries.length),
                height: number(language, height),
                time: dateTime(language, timeMs),
              })}
            </li>
          ))}
        </ul>
      </section>
    );
  }
  const { transaction, kind, code, height, timeMs } = document;
  return (
    <>
      <h2 className="govuk-heading-m">{say('check.genuine')}</h2>
      <p className="govuk-body">{say('check.receipt')}</p>
      <Verified height={height} timeMs={timeMs} />
      <Facts
        facts={[
          [
            say('fact.transaction'),
            <Link key="id" to={{ name: 'transaction', id: transaction }}>
              <Identifier>{formatId('transaction', transaction)}</Identifier>
            </Link>,
          ],
          [say('fact.kind'), kind],
          [say('fact.result'), code === 'ok' ? say('word.ok') : explainCode(words, code)],
          [say('fact.time'), dateTime(language, timeMs)],
        ]}
      />
    </>
  );
}
