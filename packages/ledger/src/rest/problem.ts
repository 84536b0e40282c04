/** Errors at the REST API: `application/problem+json` (RFC 9457) with the ledger's codes. */

import { type Infer, shape } from '../codec/index.ts';
import { AnnalsError, CATALOGUE, type ErrorCode, isErrorCode } from '../errors/index.ts';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

export const problemShape = shape.struct({
  /** A URI reference that identifies the kind of problem: `urn:annals:error:<code>`. */
  type: shape.text(100),
  title: shape.text(200),
  status: shape.integer(400, 599),
  /** What is wrong in this case. */
  detail: shape.text(2_000, { min: 0 }),
  code: shape.text(48),
  /** What to do. */
  remedy: shape.text(400),
});

export type Problem = Infer<typeof problemShape>;

/** The problem document of a code. */
export function problemOf(code: ErrorCode, detail: string): Problem {
  const entry = CATALOGUE[code];
  return {
    type: `urn:annals:error:${code}`,
    title: entry.title,
    status: entry.http,
    detail: detail.slice(0, 2_000),
    code,
    remedy: entry.remedy,
  };
}

/** The headers of an answer, as far as they are needed. */
interface AnswerHeaders {
  get(name: string): string | null;
}

const NO_HEADERS: AnswerHeaders = { get: () => null };

/** An error that a node has told of. */
export class NodeProblem extends AnnalsError {
  /** When the node says that another try is worth it; null when it says nothing. */
  readonly retryAfterMs: number | null;
  /** By which the operator finds the request in the log. */
  readonly requestId: string | null;

  constructor(code: ErrorCode, message: string, answer: Pick<NodeProblem, 'retryAfterMs' | 'requestId'>) {
    super(code, message);
    this.retryAfterMs = answer.retryAfterMs;
    this.requestId = answer.requestId;
  }
}

/** The error that a problem document stands for; a code that this release does not know becomes `node.internal`. */
export function errorOfProblem(value: unknown, headers: AnswerHeaders = NO_HEADERS): NodeProblem {
  const { code, detail } = (typeof value === 'object' && value !== null ? value : {}) as {
    code?: unknown;
    detail?: unknown;
  };
  const text = typeof detail === 'string' ? detail : 'the node gave no detail';
  const seconds = headers.get('retry-after');
  const answer = {
    retryAfterMs: seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null,
    requestId: headers.get('x-request-id'),
  };
  return typeof code === 'string' && isErrorCode(code)
    ? new NodeProblem(code, text, answer)
    : new NodeProblem('node.internal', `${String(code).slice(0, 48)}: ${text}`, answer);
}
