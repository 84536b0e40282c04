/** A node that lies: it passes on what a real node answers, except that answers are changed, made up or held back. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** Gets path and answer of a successful call; gives the answer that is sent. */
export type Lie = (path: string, answer: Answer) => Answer;
// biome-ignore lint/suspicious/noExplicitAny: a lie reaches anywhere into an answer
export type Answer = any;

/** What a client asks. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Gets what is asked and a way to ask the real node; gives what is sent, or undefined to pass it on as it is. */
export type Impostor = (
  asked: Asked,
  passOn: () => Promise<Answer>,
) => Promise<{ readonly status: number; readonly body: Answer } | undefined>;

export class LyingNode {
  readonly url: string;
  readonly close: () => void;
  /** What it does at present; undefined while it is honest. */
  lie: Lie | undefined;
  /** Answers in the place of the real node, where it likes. */
  impostor: Impostor | undefined;
  /** What it has been asked, such as `POST /v1/transactions`. */
  readonly heard: string[] = [];
  /** How many requests it has not answered, and whose client still waits. */
  underWay = 0;

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.close = close;
  }

  /** Starts in front of a real node. */
  static async start(target: string): Promise<LyingNode> {
    const server = createServer(async (request, response) => {
      const path = request.url ?? '';
      const method = request.method ?? 'GET';
      const body = await bodyOf(request);
      node.heard.push(`${method} ${path}`);
      node.underWay += 1;
      response.once('close', () => {
        node.underWay -= 1;
      });
      const { authorization, accept, 'content-type': contentType } = request.headers;
      const ask = () =>
        fetch(`${target}${path}`, {
          method,
          headers: {
            ...(authorization ? { authorization } : {}),
            ...(accept ? { accept } : {}),
            ...(contentType ? { 'content-type': contentType } : {}),
          },
          ...(body === '' ? {} : { body }),
        });
      const made = await node.impostor?.({ method, path, body }, async () => (await ask()).json());
      response.setHeader('access-control-allow-origin', '*');
      if (made) {
        const type = made.status < 400 ? 'application/json' : 'application/problem+json';
        response.writeHead(made.status, { 'content-type': type }).end(JSON.stringify(made.body));
        return;
      }
      const answer = await ask();
      if (answer.body && answer.headers.get('content-type')?.startsWith('text/event-stream')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const events = Readable.fromWeb(answer.body as ReadableStream);
        response.on('close', () => events.destroy());
        events.on('error', () => response.end()).pipe(response);
        return;
      }
      const text = await answer.text();
      const sent = node.lie && answer.ok && text !== '' ? JSON.stringify(node.lie(path, JSON.parse(text))) : text;
      const passed = ['content-type', 'access-control-allow-methods', 'access-control-allow-headers'];
      for (const name of passed) {
        const value = answer.headers.get(name);
        if (value !== null) response.setHeader(name, value);
      }
      response.writeHead(answer.status).end(answer.status === 204 ? undefined : sent);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const node: LyingNode = new LyingNode(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => {
      server.close();
      server.closeAllConnections();
    });
    return node;
  }

  /** Honest again, with nothing heard. */
  clear(): void {
    this.lie = undefined;
    this.impostor = undefined;
    this.heard.length = 0;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
