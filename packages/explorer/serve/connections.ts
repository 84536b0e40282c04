/**
 * Bounds of the connections to the static server, so that nobody who opens many, says nothing or takes nothing keeps
 * others out (ATTACK idle-connections).
 */
import type { Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';

/** A page is a dozen small files: whoever is not done in these times is not reading it. */
export const SERVER_BOUNDS = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions;

/** A browser opens six; a proxy before this server opens as many as it has readers. */
const CONNECTIONS = 1_000;
/** Nothing has moved on a connection for so long: whoever does not take an answer goes. */
const IDLE_MS = 30_000;

/** Makes the connection that was quiet longest give way when there is no place for one more. */
export function boundConnections(server: Server): void {
  /** In the order of the last request. */
  const open = new Set<Socket>();
  const touch = (socket: Socket): void => {
    if (!open.delete(socket)) return;
    open.add(socket);
  };
  server.on('connection', (socket) => {
    open.add(socket);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.once('close', () => open.delete(socket));
    const [quietest] = open;
    if (open.size > CONNECTIONS) quietest?.destroy();
  });
  server.on('request', ({ socket }) => touch(socket));
}
