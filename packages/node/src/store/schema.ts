/**
 * The schema version of the store and the migrations that lead to it, each from one version to the next. A store of a
 * later release, or of one so old that no migration knows it, is refused and left untouched.
 */
import { AnnalsError } from '@annals/ledger/errors';
import type { Database, Write } from './database.ts';
import { KEYSPACE, numberValue, readNumber, textKey } from './keyspace.ts';

/** The version that this release reads and writes. */
export const SCHEMA_VERSION = 1;

/** One step. It may run again after a crash in its middle, so it must not mind finding its own work done. */
export interface Migration {
  readonly from: number;
  /** What it does, for the log. */
  readonly title: string;
  readonly run: (database: Database) => Promise<void>;
}

/** All migrations that this release knows, in order. Version 1 is the first. */
export const MIGRATIONS: readonly Migration[] = [];

const SCHEMA_KEY = textKey(KEYSPACE.meta, 'schema');

/** What a new store writes. */
export function schemaWrite(version: number = SCHEMA_VERSION): Write {
  return { key: SCHEMA_KEY, value: numberValue(version) };
}

/** The version of a store, or undefined when it is empty. */
export function readSchema(database: Database): number | undefined {
  const value = database.get(SCHEMA_KEY);
  return value === undefined ? undefined : readNumber(value, 0);
}

/**
 * Brings a store to the target version.
 * @returns the titles of the migrations that ran.
 * @throws AnnalsError `store.schema`.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = MIGRATIONS,
  target: number = SCHEMA_VERSION,
): Promise<readonly string[]> {
  const found = readSchema(database);
  if (found === undefined) throw new AnnalsError('store.damaged', 'the store holds data but no schema version');
  const steps: Migration[] = [];
  for (let version = found; version !== target; version++) {
    const step = version < target ? migrations.find(({ from }) => from === version) : undefined;
    if (!step) {
      throw new AnnalsError(
        'store.schema',
        `the store has schema ${found}; this release reads ${target} and cannot convert it`,
      );
    }
    steps.push(step);
  }
  for (const step of steps) {
    await step.run(database);
    await database.write([schemaWrite(step.from + 1)], true);
    database.pin();
  }
  return steps.map(({ title }) => title);
}
