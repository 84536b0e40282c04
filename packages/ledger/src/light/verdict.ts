/** The answer to "does this proof hold?": a value, not an exception, with a code and a reason when it does not. */
import { AnnalsError, type ErrorCode } from '../errors/index.ts';

export type Refused = { readonly ok: false; readonly code: ErrorCode; readonly reason: string };
export type Verdict<T> = ({ readonly ok: true } & T) | Refused;

/** A refusal with its code and, for people, its reason. */
export function refused(code: ErrorCode, reason: string): Refused {
  return { ok: false, code, reason };
}

/** Runs a reader of untrusted bytes; what it throws becomes a refusal with `code`. */
export function readUntrusted<T>(code: ErrorCode, read: () => T): Verdict<{ readonly value: T }> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof AnnalsError) return refused(code, error.message);
    throw error;
  }
}
