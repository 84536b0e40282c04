/** What a command has around it: the one place that touches the process, so that commands can be tested without one. */
import { homedir } from 'node:os';

export interface Environment {
  readonly variables: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  readonly userHome: string;
  readonly nowMs: () => number;
  readonly fetch: typeof fetch;
  /** Answers go here. */
  readonly writeOut: (text: string) => void;
  /** Errors, progress and questions go here. */
  readonly writeError: (text: string) => void;
  /** Whether a person sits at it who can be asked and can watch progress. */
  readonly isInteractive: boolean;
}

export function processEnvironment(): Environment {
  return {
    variables: process.env,
    cwd: process.cwd(),
    userHome: homedir(),
    nowMs: Date.now,
    fetch: globalThis.fetch,
    writeOut: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  };
}
