/**
 * The log that rooms of the node write to: fields first, then one sentence. Quiet when all is well: `info` is for what
 * an operator wants to find in the morning, `warn` for what she should look at, `error` for what wakes her. It is
 * written by `log/`.
 */

/** What a log line carries beside its sentence. Never anything about a person (LAW 1). */
export type LogFields = Readonly<Record<string, unknown>>;

/** The levels, from the most talkative to silence. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A log that adds these fields to every line. */
  child(fields: LogFields): Log;
}

/** A log that keeps nothing, for tests and tools. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child() {
    return silentLog;
  },
};
