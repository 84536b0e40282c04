/** Files that a command is given or keeps: read and written with errors that name the path. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AnnalsError } from '@annals/ledger/errors';

/** @throws AnnalsError `command.file`. */
export function readText(path: string, maxBytes: number): string {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) throw new Error(`it has ${size} bytes, at most ${maxBytes} are read`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw fileError(path, 'read', cause);
  }
}

/** @throws AnnalsError `command.file`. */
export function readJson(path: string, maxBytes: number): unknown {
  const text = readText(path, maxBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AnnalsError('command.file', `${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Writes a file whole or not at all. @throws AnnalsError `command.file`. */
export function writeText(path: string, text: string, mode = 0o644): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text, { mode, flag: 'wx' });
    renameSync(draft, path);
  } catch (cause) {
    throw fileError(path, 'written', cause);
  }
}

/** Reads the value of a file by a reader of JSON; what the reader refuses is told with the path. */
export function readShaped<T>(path: string, maxBytes: number, read: (value: unknown) => T): T {
  return shaped(path, readJson(path, maxBytes), read);
}

/** The same of what has been read of it. */
export function shaped<T>(path: string, value: unknown, read: (value: unknown) => T): T {
  try {
    return read(value);
  } catch (cause) {
    if (!(cause instanceof AnnalsError)) throw cause;
    throw new AnnalsError('command.file', `${path}: ${cause.message}`, { cause });
  }
}

/** What is wrong with a file that cannot be read or written. */
export function fileError(path: string, done: 'read' | 'written', cause: unknown): AnnalsError {
  return new AnnalsError('command.file', `${path} cannot be ${done}: ${reasonOf(cause)}`, { cause });
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission is denied' : message;
}
