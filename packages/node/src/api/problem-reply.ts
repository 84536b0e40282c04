/** Errors as they leave the API: problem documents with the catalogue's status, and nothing of the inside. */
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import { PROBLEM_CONTENT_TYPE, problemOf } from '@annals/ledger/rest';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';

/** When a code is worth another try, and after how many seconds. */
const RETRY_AFTER_SECONDS: { readonly [C in ErrorCode]?: number } = {
  'node.busy': 1,
  'node.not-ready': 2,
  'node.rate-limited': 1,
  'tx.quota': 1,
};

/** What Fastify refuses before a handler sees it. */
const REFUSED_BY_FASTIFY: { readonly [code: string]: readonly [code: ErrorCode, detail: string] } = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['codec.too-large', 'the body is longer than this node reads; split the submission'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['node.media-type', 'send application/json or application/cbor'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['codec.malformed', 'the body is not as long as it says'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['codec.malformed', 'the body is not JSON'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['codec.malformed', 'the body is empty'],
  FST_ERR_BAD_URL: ['codec.malformed', 'the path is not a URL path'],
};

/** The error that a client is told of, for whatever was thrown. What is not expected is logged and not told. */
function errorForClient(error: unknown, requestId: string, log: Log): AnnalsError {
  if (error instanceof AnnalsError) {
    if (error.code.startsWith('store.')) log.error({ error, requestId }, 'the store failed while answering');
    return error;
  }
  const known = REFUSED_BY_FASTIFY[(error as { readonly code?: string }).code ?? ''];
  if (known) return new AnnalsError(...known);
  const { statusCode } = error as { readonly statusCode?: number };
  if (error instanceof SyntaxError || (statusCode !== undefined && statusCode >= 400 && statusCode < 500)) {
    return new AnnalsError('codec.malformed', 'the request cannot be read');
  }
  log.error({ error, requestId }, 'a request failed in a way that was not expected');
  return new AnnalsError('node.internal', `request ${requestId} failed; the operator finds it in the log`);
}

/** Answers with a problem document. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown, log: Log): FastifyReply {
  const { code, message } = errorForClient(error, request.id, log);
  const problem = problemOf(code, message);
  const retryAfter = RETRY_AFTER_SECONDS[code];
  if (retryAfter !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
  if (code.startsWith('auth.')) reply.header('www-authenticate', 'Annals');
  // Bytes, as Fastify would add a charset to the type of a text, which this type does not have.
  return reply
    .code(problem.status)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .send(Buffer.from(JSON.stringify(problem)));
}
