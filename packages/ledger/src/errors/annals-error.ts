/**
 * The one error class of the ledger for what can go wrong with input. Its `code` is API: it is listed in the
 * catalogue, never reused, and means the same in a transaction result, at the REST API and in the CLI's exit.
 */
import type { ErrorCode } from './catalogue.ts';

/** Input that is refused, with a stable code and a sentence that says what to do. */
export class AnnalsError extends Error {
  override readonly name: string = 'AnnalsError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A broken invariant: a bug or a corrupted store. The replica halts and says why; it is never caught and ignored. */
export class InvariantError extends Error {
  override readonly name: string = 'InvariantError';
}

/** Throws {@link InvariantError} unless the condition holds. Stays on in production. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
