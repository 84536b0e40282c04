import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { StateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from './database.ts';
import { headWrite, readHead } from './head-record.ts';
import { heightKey, KEYSPACE, textKey } from './keyspace.ts';
import { LevelStore } from './level-store.ts';
import { schemaWrite } from './schema.ts';
import type { Head } from './store.ts';
import { genesisOf, recordOf, StoreChain } from './testing/store-chain.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const OPTIONS = { cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 };
const BLOCKS = 8;

let sound: string;
let keys: StateKey[];
let transactions: TransactionId[];
let histories: string[];

beforeAll(async () => {
  sound = temporaryFolder('sound');
  const store = await LevelStore.open(sound, genesisOf());
  const chain = new StoreChain(store);
  await chain.begin('ada');
  [keys, transactions, histories] = [[], [], []];
  for (let height = 2; height <= BLOCKS; height++) {
    const batch = await chain.commit(...Array.from({ length: 4 }, () => chain.issue('ada')));
    keys.push(...batch.effects.state.keys());
    transactions.push(...batch.transactions.map(({ id }) => id));
    histories.push(...batch.transactions.map((transaction) => `history/${recordOf(transaction as never)}`));
  }
  await store.close();
});

/** A copy of the sound store. With `tables`, what LevelDB had in its log stands in table files. */
async function copy(tables = false): Promise<string> {
  const folder = temporaryFolder('damage');
  cpSync(sound, folder, { recursive: true });
  // Opening writes a table of what the log holds.
  if (tables) await (await LevelStore.open(folder, genesisOf())).close();
  return folder;
}

const open = (folder: string) => LevelStore.open(folder, genesisOf());
const filesOf = (folder: string, pattern: RegExp) =>
  readdirSync(`${folder}/level`)
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/level/${name}`);
const only = (files: readonly string[]): string => {
  expect(files).toHaveLength(1);
  return files[0] as string;
};

/** Changes the database below the store. */
async function change(folder: string, run: (database: Database) => Promise<void>): Promise<void> {
  const database = await Database.open(`${folder}/level`, OPTIONS);
  await run(database);
  await database.close();
}

/** Reads all of it; a part that cannot be read is its error's code. */
async function readAll(store: LevelStore): Promise<Map<string, unknown>> {
  const parts = new Map<string, unknown>();
  const read = async (name: string, part: () => unknown) => {
    try {
      parts.set(name, await part());
    } catch (error) {
      parts.set(name, (error as { code?: string }).code ?? error);
    }
  };
  for (let height = 1; height <= BLOCKS; height++) {
    await read(`block ${height}`, () => store.block(height));
    await read(`contents ${height}`, () => store.contents(height));
  }
  for (const id of transactions) await read(`transaction ${id}`, () => store.transaction(id));
  for (const key of keys) await read(`state ${key}`, () => store.state.get(key));
  for (const log of histories) await read(`log ${log}`, () => store.logEntries(log as never, 0, 1));
  return parts;
}

describe('a store that is not what it should be refuses to start', () => {
  test('another chain', async () => {
    const folder = await copy();
    await expect(LevelStore.open(folder, genesisOf('another'))).rejects.toMatchObject({ code: 'store.other-chain' });
    await (await open(folder)).close();
  });

  test('a schema of a later release', async () => {
    const folder = await copy();
    await change(folder, (database) => database.write([schemaWrite(99)], true));
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.schema' });
  });

  test('held by another process', async () => {
    const folder = await copy();
    const store = await open(folder);
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.locked' });
    await store.close();
    await (await open(folder)).close();
  });

  test('the database is gone but its mark is there', async () => {
    const folder = await copy();
    rmSync(`${folder}/level`, { recursive: true });
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.damaged' });
  });

  test.each([/^CURRENT$/, /^MANIFEST/, /\.log$/])('without its file %s; the others are left', async (pattern) => {
    const folder = await copy();
    for (const file of filesOf(folder, pattern)) rmSync(file);
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.damaged' });
    expect(filesOf(folder, /\.(log|ldb)$|^MANIFEST/).length).toBeGreaterThan(0);
  });

  test('without a table', async () => {
    const folder = await copy(true);
    rmSync(only(filesOf(folder, /\.ldb$/)));
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.damaged' });
  });

  const missing: readonly (readonly [string, Uint8Array])[] = [
    ['head header', heightKey(KEYSPACE.header, BLOCKS)],
    ['an earlier header', heightKey(KEYSPACE.header, BLOCKS - 3)],
    ['head certificate', heightKey(KEYSPACE.certificate, BLOCKS)],
    ['ids of the head', heightKey(KEYSPACE.transactionIds, BLOCKS)],
    ['results of the head', heightKey(KEYSPACE.results, BLOCKS)],
    ['top page of the tree', textKey(KEYSPACE.tree, '/')],
    ['head', textKey(KEYSPACE.meta, 'head')],
    ['chain', textKey(KEYSPACE.meta, 'chain')],
    ['schema', textKey(KEYSPACE.meta, 'schema')],
    ['first validator set', heightKey(KEYSPACE.epoch, 0)],
  ];
  test.each(missing)('without %s', async (_, key) => {
    const folder = await copy();
    await change(folder, (database) => database.write([{ key, value: null }], true));
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.damaged' });
  });

  test('with the state of another block, or a head that its header does not name', async () => {
    for (const changes of [
      { stateRoot: new Uint8Array(32) },
      { height: BLOCKS - 1 },
      { hash: 'ab'.repeat(32) as never },
    ]) {
      const folder = await copy();
      rmSync(`${folder}/head.mark`);
      await change(folder, (database) =>
        database.write([headWrite({ ...(readHead(database) as Head), ...changes })], true),
      );
      await expect(open(folder)).rejects.toMatchObject({ code: 'store.damaged' });
    }
  });

  test('with an older copy of its database', async () => {
    const folder = await copy();
    cpSync(`${folder}/level`, `${folder}/older`, { recursive: true });
    const store = await open(folder);
    await new StoreChain(store, 1_000).commit();
    await store.close();
    rmSync(`${folder}/level`, { recursive: true });
    cpSync(`${folder}/older`, `${folder}/level`, { recursive: true });
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.damaged' });
  });
});

describe('damaged bytes', () => {
  test('a log that is cut or changed anywhere never loses a block unnoticed', async () => {
    const folder = await copy();
    const log = only(filesOf(folder, /\.log$/));
    const whole = readFileSync(log);
    const expected = await readAll(await open(await copy()));
    copyFileSync(log, `${folder}/whole`);
    let refused = 0;
    for (let at = 13; at < whole.length; at += Math.ceil(whole.length / 16)) {
      for (const damage of ['cut', 'flip']) {
        const damaged = join(temporaryFolder('log'), 'store');
        cpSync(sound, damaged, { recursive: true });
        const file = only(filesOf(damaged, /\.log$/));
        if (damage === 'cut') truncateSync(file, at);
        else writeFileSync(file, whole.with(at, (whole[at] as number) ^ 0x10));
        try {
          const store = await open(damaged);
          expect(store.head.height).toBe(BLOCKS);
          expect(await readAll(store)).toEqual(expected);
          await store.close();
        } catch (error) {
          expect(error).toMatchObject({ code: 'store.damaged' });
          refused += 1;
        }
        rmSync(damaged, { recursive: true });
      }
    }
    expect(refused).toBeGreaterThan(28);
  });

  test('a table with a changed byte is refused, or what is read of it is right, damaged or absent: never wrong', async () => {
    const folder = await copy(true);
    const table = only(filesOf(folder, /\.ldb$/));
    const whole = readFileSync(table);
    const expected = await readAll(await open(await copy(true)));
    let noticed = 0;
    const rounds = 24;
    for (let i = 0; i < rounds; i++) {
      const at = Math.floor((i * whole.length) / rounds) + 5;
      writeFileSync(table, whole.with(at, (whole[at] as number) ^ 0x04));
      try {
        const store = await open(folder);
        const found = await readAll(store);
        for (const [name, value] of found) {
          // A changed key hides its value. What is hidden of the state shows in the next root (FAILURES 27).
          const isHidden = value === undefined && /^(state|transaction) /.test(name);
          if (value !== 'store.damaged' && !isHidden) expect({ [name]: value }).toEqual({ [name]: expected.get(name) });
        }
        if ([...found.values()].includes('store.damaged')) noticed += 1;
        await store.close();
      } catch (error) {
        expect(error).toMatchObject({ code: 'store.damaged' });
        noticed += 1;
      }
      // Opening may have written a new table; go on with the old files.
      rmSync(folder, { recursive: true });
      cpSync(sound, folder, { recursive: true });
      await (await open(folder)).close();
      expect(existsSync(table)).toBe(true);
    }
    // Much of a table is older versions of values, which nobody reads.
    expect(noticed).toBeGreaterThan(rounds / 6);
  });
});
