/** The routes beside the table: events, what operators and their tools ask, and the description of all routes. */
import { AnnalsError } from '@annals/ledger/errors';
import { readUrlFields } from '@annals/ledger/rest';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/index.ts';
import type { NodeServices } from '../services.ts';
import type { Admission } from './admission.ts';
import { requireSpeaker } from './entitlement.ts';
import { EVENT_STREAM_TYPE, EventStreams, subscriptionShape } from './event-stream.ts';
import { API_LIMITS } from './limits.ts';
import { openApiDocument } from './openapi.ts';
import { provenKey } from './proven-key.ts';
import { singleFields } from './route-binding.ts';

export function serveOperations(
  app: FastifyInstance,
  services: NodeServices,
  metrics: Metrics,
  admission: Admission,
): { stop(): void } {
  const events = new EventStreams(services, admission);
  // Rendering takes some milliseconds: done once for all who ask within a second.
  let rendering: { readonly text: Promise<string>; readonly atMs: number } | undefined;
  const rendered = (): Promise<string> => {
    const nowMs = performance.now();
    if (!rendering || nowMs - rendering.atMs > API_LIMITS.metricsMs)
      rendering = { text: metrics.render(), atMs: nowMs };
    return rendering.text;
  };
  const document = JSON.stringify(openApiDocument(services.version));
  app.get('/v1/events', (request, reply) => {
    const asked = readUrlFields(subscriptionShape, singleFields(request.query));
    const { subject } = asked;
    const key = subject ? provenKey(request, services) : null;
    if (key) admission.noteKey(request, key);
    if (subject && key) requireSpeaker(services, subject, key);
    // Whoever asks for the head alone reads no stream, and would keep one open (ATTACK head-of-a-stream).
    if (request.method === 'HEAD') return reply.type(EVENT_STREAM_TYPE).send();
    const after = asked.after ?? lastEventId(request.headers['last-event-id']);
    events.open(reply, { subject, after }, admission.clientOf(request), key);
  });
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async () => {
    if (!services.isReady()) throw new AnnalsError('node.not-ready', services.status().explanation);
    return { status: 'ready' };
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await rendered()));
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  return { stop: () => events.stop() };
}

/** What a browser sends of itself when it connects again. */
function lastEventId(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
