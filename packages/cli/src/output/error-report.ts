/** Errors as the command prints them: what is wrong, its code, what to do; and the exit code by kind of error. */
import { AnnalsError, CATALOGUE } from '@annals/ledger/errors';
import { printable } from './table.ts';

/** An unexpected failure: a bug, or the machine. */
const UNEXPECTED_EXIT = 1;

export interface ErrorReport {
  readonly text: string;
  readonly exit: number;
}

export function reportError(error: unknown, options: { readonly json: boolean; readonly debug: boolean }): ErrorReport {
  const known = error instanceof AnnalsError;
  const message = error instanceof Error ? error.message : String(error);
  const code = known ? error.code : 'unexpected';
  const remedy = known
    ? CATALOGUE[error.code].remedy
    : 'This is a fault of the program: set ANNALS_DEBUG=1, run it again and report what it prints.';
  const exit = known ? CATALOGUE[error.code].exit : UNEXPECTED_EXIT;
  const trace = options.debug && error instanceof Error ? `\n${error.stack}\n${causeOf(error)}` : '';
  if (options.json) return { text: `${JSON.stringify({ error: { code, message, remedy } })}\n${trace}`, exit };
  const title = known ? CATALOGUE[error.code].title : 'The command failed in a way that it did not expect.';
  return {
    text: `Error: ${printable(sentence(title, message))}\n  Code: ${code}\n  What to do: ${remedy}\n${trace}`,
    exit,
  };
}

function sentence(title: string, message: string): string {
  const plain = (text: string) => text.toLowerCase().replace(/\.$/, '');
  if (message === '' || plain(message) === plain(title)) return title;
  // A path of a field, such as `body.reason`, keeps its case.
  const detail = /^[a-z]+[ ,]/.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
  return `${title} ${detail}${/[.!?]$/.test(detail) ? '' : '.'}`;
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? `Caused by: ${error.cause.stack}\n` : '';
}
