/** Free ports on the loopback interface. */
import { createServer, type Server } from 'node:net';

/** As many different ports as asked for, all free a moment ago; `preferred` ones where they are free. */
export async function freePorts(count: number, preferred: readonly number[] = []): Promise<number[]> {
  const wanted = Array.from({ length: count }, (_, index) => preferred[index] ?? 0);
  // The preferred ones first, or the system may hand one of them out as any free port.
  const held = await Promise.all(wanted.map((port) => (port === 0 ? undefined : listen(port).catch(() => undefined))));
  const servers = await Promise.all(held.map((server) => server ?? listen(0)));
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
