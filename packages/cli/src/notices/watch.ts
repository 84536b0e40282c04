/** `annals notices watch`: what is written about a person, as it happens, by the events of a node (PROTOCOL key-possession). */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatId, type JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { errorOfAnswer, type Notice, noticeShape, possessionHeader } from '@annals/ledger/rest';
import type { Pseudonym } from '@annals/ledger/wallet';
import { agencyNames } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { readEvents } from '../transactions/events.ts';
import { noticeLine } from './describe-notice.ts';
import { type OfPerson, pseudonymsOf } from './subscription.ts';

/** How long a node that has gone away is waited for before it is asked again. */
const RETRY_MS = 1_000;

interface WatchOptions extends OfPerson {
  readonly count?: string;
  readonly after?: string;
}

/** Prints notices until so many have come, or for ever. What a node tells while it is away follows when it is back. */
export async function watchNotices(session: Session, options: WatchOptions): Promise<void> {
  const count = options.count === undefined ? Number.POSITIVE_INFINITY : Number(options.count);
  if (!(count >= 1)) throw new AnnalsError('command.usage', '--count is a number from 1 on');
  const pseudonyms = await pseudonymsOf(session, options);
  const agencies = await agencyNames(session);
  const { height: head } = await session.status();
  const height = options.after === undefined ? head : Number(options.after);
  if (!(Number.isInteger(height) && height >= 0))
    throw new AnnalsError('command.usage', '--after is the height of a block');
  const ended = new AbortController();
  let seen = 0;
  const print = (pseudonym: Pseudonym, notice: Notice): void => {
    if (ended.signal.aborted) return;
    const { sector } = pseudonym;
    const subject = formatId('subject', pseudonym.subject);
    const json = { sector, subject, ...(noticeShape.toJson(notice) as { readonly [name: string]: JsonValue }) };
    session.environment.writeOut(
      session.options.json ? `${JSON.stringify(json)}\n` : `${noticeLine(session, sector, notice, agencies)}\n`,
    );
    seen += 1;
    if (seen >= count) ended.abort();
  };
  try {
    await Promise.all(pseudonyms.map((pseudonym) => follow(session, pseudonym, height, print, ended.signal)));
  } finally {
    ended.abort();
  }
}

/** Answers of a node that is there and cannot serve now. */
const PASSING: ReadonlySet<string> = new Set(['node.unreachable', 'node.not-ready', 'node.busy', 'node.rate-limited']);

/** Follows one pseudonym from a height on, at the next node when one goes away. @throws AnnalsError when one refuses. */
async function follow(
  session: Session,
  pseudonym: Pseudonym,
  from: number,
  print: (pseudonym: Pseudonym, notice: Notice) => void,
  ended: AbortSignal,
): Promise<void> {
  let height = from;
  for (let attempt = 0; !ended.aborted; attempt++) {
    const url = session.urls[attempt % session.urls.length] ?? '';
    try {
      for await (const { event, id, data } of readEvents(await open(session, url, pseudonym, height, ended))) {
        if (event === 'block') height = Math.max(height, Number(id));
        if (event !== 'notice') continue;
        const notice = noticeShape.fromJson(JSON.parse(data));
        // A node that is behind the one before tells what that has told.
        if (notice.height > height) print(pseudonym, notice);
      }
    } catch (error) {
      if (error instanceof AnnalsError && !PASSING.has(error.code)) throw error;
    }
    await sleep(RETRY_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

async function open(
  session: Session,
  baseUrl: string,
  { subject, secret }: Pseudonym,
  after: number,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { fetch, nowMs } = session.environment;
  const url = `/v1/events?subject=${formatId('subject', subject)}&after=${after}`;
  const claim = { chain: session.chain, method: 'GET', url, timeMs: nowMs() };
  const headers = { accept: 'text/event-stream', authorization: possessionHeader(claim, secret) };
  let response: Response;
  try {
    response = await fetch(`${baseUrl}${url}`, { headers, signal });
  } catch (cause) {
    throw new AnnalsError('node.unreachable', `${baseUrl} does not answer`, { cause });
  }
  if (!response.ok) throw await errorOfAnswer(response);
  if (!response.body) throw new AnnalsError('node.unreachable', `${baseUrl} answers with nothing`);
  return response.body;
}
