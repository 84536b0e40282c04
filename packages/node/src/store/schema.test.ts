import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from './database.ts';
import { heightKey, KEYSPACE } from './keyspace.ts';
import { MIGRATIONS, type Migration, migrate, readSchema, SCHEMA_VERSION, schemaWrite } from './schema.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const KEY = heightKey(KEYSPACE.header, 1);
let database: Database;

beforeEach(async () => {
  const folder = temporaryFolder('schema');
  database = await Database.open(folder, { cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 });
});
afterEach(() => database.close());

/** Appends its number to a value; safe to run again. */
const step = (from: number, run?: () => void): Migration => ({
  from,
  title: `to ${from + 1}`,
  run: async (on) => {
    run?.();
    const value = on.get(KEY) ?? new Uint8Array(0);
    if (value.at(-1) !== from) await on.write([{ key: KEY, value: Uint8Array.of(...value, from) }], true);
    on.pin();
  },
});

async function at(version: number): Promise<void> {
  await database.write([schemaWrite(version)], true);
  database.pin();
}

describe('migrations', () => {
  test('those of this release lead from 1 to its version without a gap', () => {
    expect(MIGRATIONS.map(({ from }) => from)).toEqual(Array.from({ length: SCHEMA_VERSION - 1 }, (_, i) => i + 1));
  });

  test('run in order, from the version found to the target', async () => {
    await at(2);
    expect(await migrate(database, [step(3), step(1), step(2)], 4)).toEqual(['to 3', 'to 4']);
    expect(database.get(KEY)).toEqual(Uint8Array.of(2, 3));
    expect(readSchema(database)).toBe(4);
    expect(await migrate(database, [step(3)], 4)).toEqual([]);
  });

  test('a crash between two is continued where it was', async () => {
    await at(1);
    const crash = () => {
      throw new Error('power failure');
    };
    await expect(migrate(database, [step(1), step(2, crash)], 3)).rejects.toThrow('power failure');
    expect(readSchema(database)).toBe(2);
    expect(await migrate(database, [step(1), step(2)], 3)).toEqual(['to 3']);
    expect(database.get(KEY)).toEqual(Uint8Array.of(1, 2));
  });

  test.each([[5], [1]])('version %i, which no migration leads from, is refused and left as it is', async (version) => {
    await at(version);
    await expect(migrate(database, [step(2), step(3)], 4)).rejects.toMatchObject({ code: 'store.schema' });
    expect(readSchema(database)).toBe(version);
    expect(database.get(KEY)).toBeUndefined();
  });
});
