/**
 * Finds ports on loopback that nobody listens on, below those that systems hand out of themselves: a node that is down
 * for a while finds its ports again, whatever other tests and connections are given meanwhile.
 */
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** Linux hands out ports from 32768 on, others from 49152 on. Test files that run at one time have a part each. */
const PART = Number(process.env.JEST_WORKER_ID ?? 0) % 4;
const PART_SIZE = 3_000;
const FROM = 20_000 + PART * PART_SIZE;
const TO = FROM + PART_SIZE;

/** Distinct free ports: all are held open until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = new Map<number, Server>();
  while (servers.size < count) {
    const port = randomInt(FROM, TO);
    const server = servers.has(port) ? undefined : await listening(port);
    if (server) servers.set(port, server);
  }
  await Promise.all([...servers.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  return [...servers.keys()];
}

/** Undefined where somebody else listens. */
function listening(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
