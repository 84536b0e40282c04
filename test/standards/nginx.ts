/**
 * A real nginx before a node, with the configuration that the operators' guide shows: events arrive as they happen, each
 * client has its own rate, and what a client writes into the header itself does not count.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@annals/ledger/rest';
import { type Actors, commit, type Signer } from '../harness/actors.ts';
import { freePorts } from '../harness/free-ports.ts';
import { askRaw } from '../harness/raw-requests.ts';
import type { TestNetwork } from '../harness/test-network.ts';

const GUIDE = join(import.meta.dirname, '../../docs/operators.md');
const EVENT_WITHIN_MS = 20_000;

/** The `server` of the guide, on ports of this machine and without TLS. */
function serverFromGuide(port: number, nodePort: number): string {
  const [, server] = /```nginx\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
  if (server === undefined) throw new Error('the operators’ guide shows no configuration of nginx');
  return server
    .replace(/listen [^;]+;/, `listen 127.0.0.1:${port};`)
    .replace(/^\s*(server_name|ssl_\w+) [^;]+;\n/gm, '')
    .replaceAll('127.0.0.1:8101', `127.0.0.1:${nodePort}`);
}

function start(folder: string, server: string): ChildProcess {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const configuration = [
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;`,
    'events { worker_connections 256; }',
    `http { access_log off; ${places.join(' ')}`,
    server,
    '}',
  ].join('\n');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'nginx.conf'), configuration);
  return spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Whether an event of a block comes while the stream is open, and not when it ends. */
async function eventArrives(url: string, act: () => Promise<unknown>): Promise<boolean> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), EVENT_WITHIN_MS);
  try {
    const { body } = await fetch(`${url}/v1/events`, { signal: ended.signal });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    void act();
    for (let text = ''; ; ) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: '' };
      if (done) return false;
      text += value;
      if (text.includes('event: block')) return true;
    }
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

/** @returns what is not as the guide says; nothing where there is no nginx, which is said. */
export async function checkBehindNginx(
  network: TestNetwork,
  actors: Actors,
  agency: Signer,
): Promise<readonly string[]> {
  if (spawnSync('nginx', ['-v']).status !== 0) {
    console.log('nginx is left out: it is not installed here');
    return [];
  }
  const node = 3;
  await network.stopNode(node);
  await network.startNode(node, { trustedProxies: ['127.0.0.1'], memberAddresses: [] });
  const folder = mkdtempSync(join(tmpdir(), 'annals-nginx-'));
  const [port = 0] = await freePorts(1);
  const nginx = start(folder, serverFromGuide(port, Number(new URL(network.url(node)).port)));
  // Also when the run is cut off.
  process.once('exit', () => nginx.kill('SIGTERM'));
  const failures: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    console.log(`nginx: ${what}: ${holds ? 'yes' : 'NO'}`);
    if (!holds) failures.push(`behind nginx not: ${what}`);
  };
  try {
    const url = `http://127.0.0.1:${port}`;
    const answers = async () => (await fetch(`${url}/v1/status`).catch(() => undefined))?.ok === true;
    await network.until('nginx passes requests on', answers);
    const commitOne = () => commit(network.client(1), [actors.enrol(agency, 'civil').submit]);
    expect(await eventArrives(url, commitOne), 'an event arrives when its block does');
    expect((await fetch(`${url}/metrics`)).status === 403, 'metrics are not given out');
    const head = await askRaw(
      { port },
      Buffer.from('HEAD /v1/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
    );
    expect(head.startsWith('HTTP/1.1 200'), 'HEAD of the event stream is answered');
    const request = 'GET /v1/blocks?limit=200 HTTP/1.1\r\nhost: x\r\n';
    const answersTo = async (from: string, count: number) => {
      const asked = Array.from({ length: count }, (_, i) =>
        // Each says that it is somebody else.
        askRaw({ port, from }, Buffer.from(`${request}x-forwarded-for: 10.0.0.${i}\r\n\r\n`.repeat(60)), 1_000),
      );
      return (await Promise.all(asked)).join('');
    };
    let answered = '';
    for (let i = 0; i < 20 && !answered.includes('HTTP/1.1 429'); i++) answered = await answersTo('127.0.3.1', 16);
    expect(answered.includes('HTTP/1.1 429'), 'a client that says to be many is one');
    expect((await answersTo('127.0.3.2', 1)).includes('HTTP/1.1 200'), 'another client is served meanwhile');
    const { height } = await network.client(node).call(routes.status);
    expect(height > 0, 'the node behind it goes on');
  } finally {
    nginx.kill('SIGTERM');
    await new Promise((resolve) => (nginx.exitCode === null ? nginx.once('exit', resolve) : resolve(null)));
    rmSync(folder, { recursive: true, force: true });
  }
  return failures;
}
