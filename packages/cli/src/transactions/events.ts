/** `annals events`: what happens on the ledger, as it happens (server-sent events). */
import { AnnalsError } from '@annals/ledger/errors';
import { errorOfAnswer } from '@annals/ledger/rest';
import type { Session } from '../session/session.ts';

const EVENTS_PATH = '/v1/events';
const MAX_EVENT_CHARACTERS = 1 << 20;

/** One event of the stream. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

/** Prints events until the node closes the stream or `count` have come. @throws AnnalsError `node.unreachable`. */
export async function printEvents(session: Session, count: number | undefined): Promise<void> {
  const { environment, options } = session;
  const [url = ''] = session.urls;
  let seen = 0;
  for await (const { event, id, data } of readEvents(await open(session, url + EVENTS_PATH))) {
    environment.writeOut(options.json ? `${data}\n` : `${event}${id === null ? '' : ` ${id}`}  ${data}\n`);
    seen += 1;
    if (count !== undefined && seen >= count) return;
  }
}

async function open(session: Session, url: string): Promise<AsyncIterable<Uint8Array>> {
  let response: Response;
  try {
    response = await session.environment.fetch(url, { headers: { accept: 'text/event-stream' } });
  } catch (cause) {
    throw new AnnalsError('node.unreachable', `${url} does not answer`, { cause });
  }
  if (!response.ok) throw await errorOfAnswer(response);
  if (!response.body) throw new AnnalsError('node.unreachable', `${url} answers with nothing`);
  return response.body;
}

/** Reads a stream by the rules of the HTML standard, section 9.2.6: fields in lines, an empty line ends an event. */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest = (rest + decoder.decode(chunk, { stream: true })).replaceAll('\r\n', '\n');
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    if (rest.length > MAX_EVENT_CHARACTERS) throw new AnnalsError('codec.too-large', 'an event has no end');
    for (const block of blocks) {
      const event = readEvent(block);
      if (event) yield event;
    }
  }
}

function readEvent(block: string): ServerSentEvent | undefined {
  let event = 'message';
  let id: string | null = null;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'event') event = value;
    else if (name === 'id') id = value;
    else if (name === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { event, id, data: data.join('\n') };
}
