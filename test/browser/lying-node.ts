/** A node that lies: it passes on what a real node answers, except that one answer is changed on the way. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** Gets path and answer of a successful call; gives the answer that is sent. */
export type Lie = (path: string, answer: Answer) => Answer;
// biome-ignore lint/suspicious/noExplicitAny: a lie reaches anywhere into an answer
export type Answer = any;

export class LyingNode {
  readonly url: string;
  readonly close: () => void;
  /** What it does at present; undefined while it is honest. */
  lie: Lie | undefined;

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.close = close;
  }

  /** Starts in front of a real node. */
  static async start(target: string): Promise<LyingNode> {
    const server = createServer(async (request, response) => {
      const { authorization, accept } = request.headers;
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: {
          ...(authorization ? { authorization } : {}),
          ...(accept ? { accept } : {}),
        },
      });
      if (answer.body && answer.headers.get('content-type')?.startsWith('text/event-stream')) {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' });
        const events = Readable.fromWeb(answer.body as ReadableStream);
        response.on('close', () => events.destroy());
        events.on('error', () => response.end()).pipe(response);
        return;
      }
      const text = await answer.text();
      const body =
        node.lie && answer.ok && text !== '' ? JSON.stringify(node.lie(request.url ?? '', JSON.parse(text))) : text;
      const passed = ['content-type', 'access-control-allow-methods', 'access-control-allow-headers'];
      for (const name of passed) {
        const value = answer.headers.get(name);
        if (value !== null) response.setHeader(name, value);
      }
      response.setHeader('access-control-allow-origin', '*');
      response.writeHead(answer.status).end(answer.status === 204 ? undefined : body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const node: LyingNode = new LyingNode(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => {
      server.close();
      server.closeAllConnections();
    });
    return node;
  }
}
