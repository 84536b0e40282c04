/** What is said about a value that does not have its shape: where it is, what was expected, and what was met. */
import { AnnalsError, type ErrorCode } from '../errors/index.ts';

/** How much of a name that came from outside an error shows. */
const MAX_SHOWN_NAME = 40;

/** A value that does not have its shape; `path` leads to the place, such as `items[3].purpose`. */
export class ShapeError extends AnnalsError {
  readonly path: string;
  readonly problem: string;

  constructor(code: ErrorCode, path: string, problem: string, options?: ErrorOptions) {
    super(code, path === '' ? problem : `${path}: ${problem}`, options);
    this.path = path;
    this.problem = problem;
  }
}

/** Refuses a value; of texts and bytes the message tells the size only. @throws ShapeError. */
export function refuse(expected: string, value: unknown): never {
  const met =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? `a list of ${value.length}`
        : value instanceof Uint8Array
          ? `${value.length} bytes`
          : typeof value === 'string'
            ? `text of ${value.length}`
            : typeof value === 'number'
              ? `${value}`
              : typeof value;
  return refuseMet(expected, met);
}

/** Refuses what was met, described. @throws ShapeError. */
export function refuseMet(expected: string, met: string): never {
  throw new ShapeError('codec.shape', '', `expected ${expected}, met ${met}`);
}

/** Puts a step, a field's name or a list's index, before the path of an error that a reader threw. */
export function under(step: string | number, error: unknown): unknown {
  if (!(error instanceof AnnalsError)) return error;
  const [path, problem] = error instanceof ShapeError ? [error.path, error.problem] : ['', error.message];
  const head = typeof step === 'number' ? `[${step}]` : step.slice(0, MAX_SHOWN_NAME);
  const joined = path === '' || path.startsWith('[') ? head + path : `${head}.${path}`;
  return new ShapeError(error.code, joined, problem, { cause: error.cause });
}

/** Runs a reader; what it throws names the step that led to it. */
export function at<V, T>(step: string | number, read: (value: V) => T, value: V): T {
  try {
    return read(value);
  } catch (error) {
    throw under(step, error);
  }
}
