/**
 * Free ports on the loopback interface. A port that has been given is this process's until it ends: two networks that
 * are started at one moment get different ones, though neither listens yet.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where processes of one user note which ports they were given: a file for each, with the number of the process. */
const CLAIMS = join(tmpdir(), `annals-ports-${userInfo().uid}`);
const LOCK = join(CLAIMS, 'lock');
const LOCK_POLL_MS = 10;
/** Choosing takes some milliseconds; a lock that is older was left by a process that was killed. */
const LOCK_MS = 10_000;

/** What this process was given. */
const own = new Set<number>();
process.once('exit', () => {
  for (const port of own) rmSync(claimOf(port), { force: true });
});

/** As many different ports as asked for, all free; `preferred` ones where they are free, or this process's already. */
export async function freePorts(count: number, preferred: readonly number[] = []): Promise<number[]> {
  const wanted = Array.from({ length: count }, (_, index) => preferred[index] ?? 0);
  await lock();
  try {
    forgetDead();
    // The preferred ones first, or the system may hand one of them out as any free port.
    const held = await Promise.all(wanted.map((port) => (port === 0 ? undefined : tryListen(port))));
    const servers: Server[] = [];
    for (const server of held) servers.push(server ?? (await listenAnywhere()));
    const ports = servers.map(portOf);
    for (const port of ports) claim(port);
    await Promise.all(servers.map(close));
    return ports;
  } finally {
    rmdirSync(LOCK);
  }
}

async function lock(): Promise<void> {
  mkdirSync(CLAIMS, { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      mkdirSync(LOCK);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    try {
      if (Date.now() - statSync(LOCK).mtimeMs > LOCK_MS) rmdirSync(LOCK);
    } catch {
      // It was given back meanwhile.
    }
    await sleep(LOCK_POLL_MS);
  }
}

const claimOf = (port: number): string => join(CLAIMS, String(port));

function claim(port: number): void {
  writeFileSync(claimOf(port), String(process.pid));
  own.add(port);
}

/** Takes away what processes left that were killed. */
function forgetDead(): void {
  for (const name of readdirSync(CLAIMS)) {
    if (/^\d+$/.test(name) && !own.has(Number(name)) && !isClaimed(Number(name)))
      rmSync(claimOf(Number(name)), { force: true });
  }
}

/** Whether another process that still lives has been given a port. */
function isClaimed(port: number): boolean {
  if (own.has(port)) return false;
  try {
    const holder = Number(readFileSync(claimOf(port), 'utf8'));
    process.kill(holder, 0);
    return true;
  } catch (error) {
    // A process of somebody else lives, though it may not be signalled.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function tryListen(port: number): Promise<Server | undefined> {
  return isClaimed(port) ? undefined : listen(port).catch(() => undefined);
}

/** The system hands out ports in turn; one that is claimed is kept open until another has come. */
async function listenAnywhere(): Promise<Server> {
  const passedOver: Server[] = [];
  try {
    for (;;) {
      const server = await listen(0);
      const port = portOf(server);
      if (!own.has(port) && !isClaimed(port)) return server;
      passedOver.push(server);
    }
  } finally {
    await Promise.all(passedOver.map(close));
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  return (server.address() as { readonly port: number }).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
