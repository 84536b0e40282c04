/** Values that a part of the node keeps beside the chain, in a LevelDB database of their own. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Database } from './database.ts';
import { STORE_LIMITS } from './limits.ts';
import type { KeptValues } from './store.ts';

const ALL = { from: new Uint8Array(0), to: undefined, limit: Number.MAX_SAFE_INTEGER } as const;

/** Opens what is kept in a folder, which is begun when there is none. @throws AnnalsError `store.locked`, `store.damaged`. */
export async function openKeptValues(folder: string): Promise<KeptValues> {
  mkdirSync(dirname(folder), { recursive: true });
  const database = await Database.open(folder, {
    cacheBytes: STORE_LIMITS.keptValuesLevelBytes,
    writeBufferBytes: STORE_LIMITS.keptValuesLevelBytes,
  });
  return {
    entries: async () => {
      const found = new Map<string, Uint8Array>();
      for await (const chunk of database.entries(ALL, STORE_LIMITS.iteratorChunk)) {
        for (const [key, value] of chunk) found.set(Buffer.from(key).toString(), value);
      }
      return found;
    },
    write: async (changes) => {
      const writes = [...changes].map(([name, value]) => ({ key: Buffer.from(name), value }));
      await database.write(writes, true);
      database.pin();
    },
    close: () => database.close(),
  };
}
