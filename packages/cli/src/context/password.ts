/** Where passwords come from: a file, the environment, or a question on the terminal that does not show the answer. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AnnalsError } from '@annals/ledger/errors';
import { requirePassword } from '@annals/ledger/keystore';
import type { Environment } from '../environment.ts';
import { readText } from './files.ts';

const MAX_PASSWORD_FILE_BYTES = 4_096;

/** A source of passwords for keys. */
export interface PasswordSource {
  /** `--password-file`, or what the context names. */
  readonly file: string | null;
}

/**
 * The password for a key.
 * @throws AnnalsError `command.no-terminal` when there is nobody to ask, `command.file`.
 */
export async function passwordFor(label: string, environment: Environment, source: PasswordSource): Promise<string> {
  if (source.file !== null) return readText(source.file, MAX_PASSWORD_FILE_BYTES).replace(/\r?\n$/, '');
  const variable = environment.variables.ANNALS_PASSWORD;
  if (variable !== undefined) return variable;
  if (!environment.isInteractive) throw new AnnalsError('command.no-terminal', `the key ${label} needs its password`);
  return askUnseen(`Password of ${label}: `, environment);
}

/** Two equal answers, for a key that is being made. @throws AnnalsError `keystore.no-password`, and as above. */
export async function newPasswordFor(label: string, environment: Environment, source: PasswordSource): Promise<string> {
  const first = await passwordFor(label, environment, source);
  requirePassword(first);
  if (source.file !== null || environment.variables.ANNALS_PASSWORD !== undefined) return first;
  const second = await askUnseen('The same again: ', environment);
  if (first !== second) throw new AnnalsError('command.usage', 'the two passwords differ');
  return first;
}

/** Asks on the terminal, without showing the answer. */
export function askUnseen(question: string, environment: Environment): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  environment.writeError(question);
  return new Promise((resolve, reject) => {
    terminal.once('SIGINT', () => {
      terminal.close();
      environment.writeError('\n');
      reject(new AnnalsError('command.usage', 'nothing was given'));
    });
    terminal.question('', (answer) => {
      terminal.close();
      environment.writeError('\n');
      resolve(answer);
    });
  });
}
