/** Requests as no library sends them: heads made of arbitrary and of nearly right bytes, over sockets of one's own. */
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';

export interface Place {
  readonly port: number;
  readonly host?: string;
  /** The address that the connection comes from, such as `127.0.0.9`: on Linux all of 127/8 are this machine. */
  readonly from?: string;
}

/** A connection that is open; its errors are no failure of whoever is being attacked. */
export function open({ port, host = '127.0.0.1', from }: Place): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, ...(from ? { localAddress: from } : {}) });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

/** Resolves with what came until the connection was closed; it is closed from here when nothing comes for a while. */
function restOf(socket: Socket, quietMs: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** Sends bytes over a connection of their own and nothing more, and gives what comes back. */
export async function sendRaw(place: Place, bytes: Buffer, quietMs = 1_000): Promise<string> {
  const socket = await open(place).catch(() => undefined);
  if (!socket) return '';
  socket.end(bytes);
  return restOf(socket, quietMs);
}

/** The same from a client that stays until it has heard enough, as a proxy wants it. */
export async function askRaw(place: Place, bytes: Buffer, quietMs = 1_000): Promise<string> {
  const socket = await open(place).catch(() => undefined);
  if (!socket) return '';
  socket.write(bytes);
  return restOf(socket, quietMs);
}

const TARGETS = [
  '/',
  '//',
  '///',
  '//host',
  '/%',
  '/%00',
  '/%zz',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/../../etc/passwd',
  '/?',
  '/?%',
  '/#',
  '*',
  'http://',
  'http://x/',
  'http://[/',
  'http://x:99999/',
  'https://x/assets/',
  'x:80',
  '::',
  '/assets/',
  '/assets/%',
  '/v1/events?after=%ff',
  '/v1/status?a=1&a=2&__proto__[x]=1',
  '/v1/blocks?limit=1e9',
  '/\u00ff\u00fe',
  `/${'a'.repeat(20_000)}`,
  `/?${'a=1&'.repeat(4_000)}`,
];
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'PATCH',
  'PRI',
  'M-SEARCH',
  'get',
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTP', ''];
const HEADERS = [
  'host: x',
  'host: ',
  'host: [',
  'connection: upgrade\r\nupgrade: websocket',
  'expect: 100-continue',
  'expect: nonsense',
  'content-length: 5',
  'content-length: -1',
  'content-length: 99999999999999999999',
  'transfer-encoding: chunked',
  'transfer-encoding: gzip, chunked',
  'accept-encoding: \u00ff',
  'authorization: Annals key=',
  'last-event-id: -1',
  'x-forwarded-for: , ,\u00ff',
  'content-type: application/cbor',
  'content-type: application/json\r\ncontent-length: 2\r\n\r\n{]',
  ': no name',
  'no colon',
  '\u0000: \u0000',
];

/** The head of a request: arbitrary bytes, or parts that are each nearly right. */
const rawRequest: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...METHODS),
        fc.oneof(fc.constantFrom(...TARGETS), fc.string({ unit: 'binary', maxLength: 60 })),
        fc.constantFrom(...VERSIONS),
        fc.array(fc.oneof(fc.constantFrom(...HEADERS), fc.string({ maxLength: 40 })), { maxLength: 5 }),
        fc.constantFrom('\r\n\r\n', '\n\n', '\r\n', ''),
      )
      .map(([method, target, version, headers, end]) =>
        Buffer.from([`${method} ${target} ${version}`, ...headers].join('\r\n') + end, 'latin1'),
      ),
  },
);

/**
 * Throws this many requests at a server, some at a time, each from the sample that a seed gives.
 * @returns the answers with a status of 500 and above, each with what brought it: there should be none.
 */
export async function throwRequests(place: Place, count: number, seed: number): Promise<readonly string[]> {
  const failures: string[] = [];
  const requests = fc.sample(rawRequest, { numRuns: count, seed });
  const send = async (): Promise<void> => {
    for (let bytes = requests.pop(); bytes !== undefined; bytes = requests.pop()) {
      const answer = await sendRaw(place, bytes, 200);
      if (/^HTTP\/1\.1 5\d\d/.test(answer))
        failures.push(`${bytes.toString('latin1').slice(0, 300)}\n→ ${answer.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
  return failures;
}
