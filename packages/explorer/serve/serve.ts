/**
 * Serves the built explorer as static files, under a content-security policy that lets it talk to the given nodes and
 * to nobody else. It knows no person and keeps nothing (LAW 8).
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { DIST, isStale, PACKAGE } from '../build/dist.ts';
import { pathOf } from './request-path.ts';

/** A page is a dozen small files: whoever is not done in these times is not reading it. */
const SERVER_BOUNDS = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
  // What Node refuses itself is charged to nobody.
  requireHostHeader: false,
} as const satisfies ServerOptions;

/** What bounds those who ask: connections, requests and time by address. */
interface ServerGuard {
  noteAnswer(request: IncomingMessage, bytes: number): void;
  stop(): void;
}

export interface ServeOptions {
  /** Stands before the server, which would serve anybody without bounds (ATTACK idle-connections). */
  readonly guard: (server: Server, handle: RequestListener) => ServerGuard;
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  /** Base URLs of the nodes that the page asks, such as `http://127.0.0.1:8101`, in the order of preference. */
  readonly nodes: readonly string[];
  /** The JSON text of the genesis document. Without it the page takes the one that a node gives. */
  readonly genesis?: string;
  /** Called before a build that takes a while. */
  readonly onBuild?: () => void;
}

export interface ServedExplorer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

interface StaticFile {
  readonly type: string;
  readonly plain: Uint8Array;
  readonly brotli: Uint8Array;
}

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Builds the explorer if that is needed, and serves it until it is closed. */
export async function serveExplorer(options: ServeOptions): Promise<ServedExplorer> {
  const { host = '127.0.0.1', port, nodes, genesis } = options;
  if (isStale()) {
    options.onBuild?.();
    await build();
  }
  const files = readFiles(DIST);
  const settings = { nodes: nodes.map(originOf), genesis: genesis === undefined ? null : JSON.parse(genesis) };
  files.set('/explorer.json', packed('application/json', Buffer.from(JSON.stringify(settings))));
  const headers = securityHeaders(settings.nodes);
  const server = createServer(SERVER_BOUNDS);
  const guard = options.guard(server, (request, response) => {
    const bytes = answer(request, response, files, headers);
    if (bytes > 0) guard.noteAnswer(request, bytes);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // Such as no descriptor for one more connection: that one is lost, and nothing else.
      server.on('error', () => {});
      resolve();
    });
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        guard.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Builds in a process of its own: the bundler takes memory that a server need not hold. */
async function build(): Promise<void> {
  const program = join(PACKAGE, 'build/build.ts');
  await promisify(execFile)(process.execPath, ['--no-warnings', program], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
}

/** What the page may do: its own files, and requests to the nodes. */
function securityHeaders(nodes: readonly string[]): { readonly [name: string]: string } {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    `connect-src 'self' ${nodes.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    // The page scans QR codes; what the camera sees stays in it.
    'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
  };
}

/** The origin of a node; anything that could smuggle a directive into the policy is no URL. */
function originOf(node: string): string {
  const { origin, protocol } = new URL(node);
  if (!/^https?:$/.test(protocol)) throw new Error(`${node} is no address of a node`);
  return origin;
}

function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    files.set(path.slice(folder.length).replaceAll('\\', '/'), packed(type, readFileSync(path)));
  }
  return files;
}

function packed(type: string, plain: Uint8Array): StaticFile {
  return { type, plain, brotli: brotliCompressSync(plain) };
}

/**
 * Answers a request: a file, or the page itself for every address that is a page's.
 * @returns how many bytes are written.
 */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, StaticFile>,
  headers: { readonly [name: string]: string },
): number {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
    return 0;
  }
  const path = pathOf(request.url ?? '/');
  if (path === undefined) {
    response.writeHead(400, headers).end();
    return 0;
  }
  const isAsset = path.startsWith('/assets/');
  const file = files.get(path) ?? (isAsset ? undefined : files.get('/index.html'));
  if (!file) {
    response.writeHead(404, headers).end();
    return 0;
  }
  const acceptsBrotli = /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = acceptsBrotli ? file.brotli : file.plain;
  response.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': body.length,
    'cache-control': isAsset ? 'public, max-age=31536000, immutable' : 'no-store',
    vary: 'accept-encoding',
    ...(acceptsBrotli ? { 'content-encoding': 'br' } : {}),
  });
  const isHead = request.method === 'HEAD';
  response.end(isHead ? undefined : body);
  return isHead ? 0 : body.length;
}
