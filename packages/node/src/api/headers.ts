/**
 * Headers of every answer: reads and submissions are open to pages of any origin, such as an explorer that is served
 * elsewhere, as no cookie or other credential of a browser means anything here; and an answer is only ever data.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const COMMON = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after, x-request-id',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'accept, authorization, content-type, last-event-id',
  'access-control-max-age': '86400',
} as const;

export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ ...COMMON, 'x-request-id': request.id });
}

/** Answers what a browser asks before it sends a request with headers of our own. */
export function answerPreflight(app: FastifyInstance): void {
  app.options('/*', async (_request, reply) => reply.headers(PREFLIGHT).code(204).send());
}
