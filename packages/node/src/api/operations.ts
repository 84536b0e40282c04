/** The routes beside the table: events, what operators and their tools ask, and the description of all routes. */
import { AnnalsError } from '@annals/ledger/errors';
import { readUrlFields } from '@annals/ledger/rest';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/index.ts';
import type { NodeServices } from '../services.ts';
import { requireSpeaker } from './entitlement.ts';
import { EVENT_STREAM_TYPE, EventStreams, subscriptionShape } from './event-stream.ts';
import { openApiDocument } from './openapi.ts';
import { provenKey, singleFields } from './route-binding.ts';

export function serveOperations(app: FastifyInstance, services: NodeServices, metrics: Metrics): { stop(): void } {
  const events = new EventStreams(services);
  const document = JSON.stringify(openApiDocument(services.version));
  app.get('/v1/events', (request, reply) => {
    const asked = readUrlFields(subscriptionShape, singleFields(request.query));
    const { subject } = asked;
    const key = subject ? provenKey(request, services) : null;
    if (subject && key) requireSpeaker(services, subject, key);
    // Whoever asks for the head alone reads no stream, and would keep one open (ATTACK head-of-a-stream).
    if (request.method === 'HEAD') return reply.type(EVENT_STREAM_TYPE).send();
    events.open(reply, { subject, after: asked.after ?? lastEventId(request.headers['last-event-id']) }, key);
  });
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async () => {
    if (!services.isReady()) throw new AnnalsError('node.not-ready', services.status().explanation);
    return { status: 'ready' };
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()));
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  return { stop: () => events.stop() };
}

/** What a browser sends of itself when it connects again. */
function lastEventId(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
