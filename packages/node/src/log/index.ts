/** Writes the log as lines of JSON, by pino. */
import { pino } from 'pino';
import type { Log, LogLevel } from '../log.ts';

/** Where and from which level on a log is written. */
export interface LogOptions {
  readonly level: LogLevel;
  /** Written as the field `name` on every line. */
  readonly name?: string;
  /** Receives whole lines of JSON; standard output unless given. */
  readonly destination?: { write(line: string): void };
}

/** A log of JSON lines, written by pino. An `error` or `cause` field that is an Error is written with its stack. */
export function createLog(options: LogOptions): Log {
  const settings = {
    level: options.level,
    base: options.name === undefined ? {} : { name: options.name },
    serializers: { error: pino.stdSerializers.err, cause: pino.stdSerializers.err },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
