/** What operators and their tools ask: whether the process lives, whether it can serve, and its metrics. */
import { AnnalsError } from '@annals/ledger/errors';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/index.ts';
import type { NodeServices } from '../services.ts';

export function serveOperations(app: FastifyInstance, services: NodeServices, metrics: Metrics): { stop(): void } {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async () => {
    if (!services.isReady()) throw new AnnalsError('node.not-ready', services.status().explanation);
    return { status: 'ready' };
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()));
  return { stop() {} };
}
