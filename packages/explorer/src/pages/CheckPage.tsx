/**
 * Check a document: a file or QR code that somebody handed over is verified on the spot, and does not leave the browser.
 * The nodes are asked about nothing but the record that it names.
 */
import { AnnalsError } from '@annals/ledger/errors';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { JudgedDocument } from '../check/check-standing.ts';
import { isPackedDocument, unpackDocument } from '../check/qr-text.ts';
import { useSurroundings } from '../context.ts';
import { Link } from '../parts/Basics.tsx';
import { Boundary } from '../parts/Boundary.tsx';
import { CheckedView } from '../parts/CheckedView.tsx';
import { Reworded } from '../parts/Reworded.tsx';
import { ScanQr } from '../parts/ScanQr.tsx';
import { StandingView } from '../parts/StandingView.tsx';
import type { Answer } from '../parts/use-answer.ts';
import { Failure, Loading } from '../parts/Verdicts.tsx';
import { findPage, type Page } from '../url.ts';
import { WorkerClient } from '../vault/worker-client.ts';

/** A document that has been checked, or a page that a code leads to. */
type Outcome =
  | { readonly type: 'document'; readonly judged: JudgedDocument }
  | { readonly type: 'page'; readonly page: Page };

export function CheckPage() {
  const { say, connection } = useSurroundings();
  const [answer, setAnswer] = useState<Answer<Outcome> | null>(null);
  const round = useRef(0);
  const worker = useRef<WorkerClient | null>(null);
  useEffect(() => () => worker.current?.end(), []);

  const checkDocument = async (document: Blob | string): Promise<Outcome> => {
    worker.current ??= new WorkerClient();
    const { nodes, trusted } = connection;
    return { type: 'document', judged: await worker.current.order('check', { document }, { nodes, trusted }) };
  };
  const checkCode = async (text: string): Promise<Outcome> => {
    if (isPackedDocument(text)) return checkDocument(await unpackDocument(text));
    const page = pageOfCode(text);
    return page ? { type: 'page', page } : checkDocument(text);
  };
  const checkFile = async (file: File): Promise<Outcome> => {
    if (!file.type.startsWith('image/')) return checkDocument(file);
    const { findQrText } = await import('../check/scan-qr.ts');
    const text = findQrText(await createImageBitmap(file));
    if (text === undefined) throw new AnnalsError('proof.malformed', 'there is no QR code in the picture');
    return checkCode(text);
  };
  const check = async (begin: () => Promise<Outcome>) => {
    const current = ++round.current;
    setAnswer({ state: 'loading' });
    const outcome = await begin().then(
      (value): Answer<Outcome> => ({ state: 'done', value }),
      (error: unknown): Answer<Outcome> => ({ state: 'failed', error }),
    );
    if (current === round.current) setAnswer(outcome);
  };
  const take = (file: File | undefined) => file && void check(() => checkFile(file));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
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
          accept=".json,application/json,image/*"
          onChange={(event) => take(event.target.files?.[0])}
        />
        <p className="govuk-hint">{say('check.drop')}</p>
      </div>
      <ScanQr found={(text) => void check(() => checkCode(text))} />
      <div aria-live="polite">
        {answer?.state === 'loading' && <Loading />}
        {answer?.state === 'failed' && (
          <Reworded variant="document">
            <Failure error={answer.error} />
          </Reworded>
        )}
        {answer?.state === 'done' && answer.value.type === 'document' && (
          <>
            <Boundary>
              {answer.value.judged.standing && <StandingView standing={answer.value.judged.standing} />}
            </Boundary>
            <Boundary>
              <CheckedView document={answer.value.judged.document} />
            </Boundary>
          </>
        )}
        {answer?.state === 'done' && answer.value.type === 'page' && (
          <p className="govuk-body">
            {say('check.leads')} <Link to={answer.value.page}>{say('check.look')}</Link>
          </p>
        )}
      </div>
    </>
  );
}

/** The page that a code leads to: by an identifier, or by the address of one on an explorer, this or another. */
function pageOfCode(text: string): Page | undefined {
  const last = /^https?:\/\/[^/]+\/\w[\w-]*\/([a-z0-9]+)$/.exec(text)?.[1] ?? text;
  const found = findPage(last);
  return found.name === 'mistyped' || found.name === 'private' ? undefined : found;
}
