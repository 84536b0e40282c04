/** Lists with pages: state values by prefix, and the secondary indexes. A cursor is where the page before ended. */
import type { StateKey } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';
import type { Database, KeyRange } from './database.ts';
import { endOfPrefix, idOfRelation, KEYSPACE, ownerPrefix, textKey, textOfKey } from './keyspace.ts';
import { STORE_LIMITS } from './limits.ts';
import { RELATION_SPACES } from './secondary-index.ts';
import type { Page, PageRequest, RelationName, Relations } from './store.ts';

/** A limit within bounds, and one more to see whether there is a next page. */
function pageLimit({ limit }: PageRequest): number {
  return Math.max(1, Math.min(limit, STORE_LIMITS.maxPageItems));
}

function badCursor(): never {
  throw new AnnalsError('codec.malformed', 'after: not a cursor that an earlier page of this list gave');
}

/** The rest of a key after its prefix, as a cursor. */
const cursorOf = (key: Uint8Array, prefix: Uint8Array): string =>
  Buffer.from(key.subarray(prefix.length)).toString('hex');

/** The key that a cursor stands for. */
function keyOfCursor(cursor: string, prefix: Uint8Array, sizeBytes: number | undefined): Buffer {
  const rest = Buffer.from(cursor, 'hex');
  if (rest.length * 2 !== cursor.length || rest.length === 0 || (sizeBytes !== undefined && rest.length !== sizeBytes))
    badCursor();
  return Buffer.concat([prefix, rest]);
}

type Row = readonly [key: Uint8Array, value: Uint8Array];

/** One page of the entries whose keys begin with a prefix: as many as are asked for, or as their bytes allow. */
export async function readPage(
  database: Database,
  prefix: Uint8Array,
  page: PageRequest,
  options: { readonly reverse: boolean; readonly cursorBytes?: number },
): Promise<Page<Row>> {
  const limit = pageLimit(page);
  const { reverse, cursorBytes } = options;
  const after = page.after === null ? undefined : keyOfCursor(page.after, prefix, cursorBytes);
  const end = endOfPrefix(prefix);
  // The key right after another one is that key with a zero byte behind it.
  const bounds = reverse
    ? { from: prefix, to: after ?? end }
    : { from: after ? Buffer.concat([after, Buffer.alloc(1)]) : prefix, to: end };
  const range: KeyRange = { ...bounds, limit: limit + 1, reverse };
  const items: Row[] = [];
  let sizeBytes = 0;
  for await (const chunk of database.entries(range, Math.min(limit + 1, STORE_LIMITS.iteratorChunk))) {
    for (const row of chunk) {
      const last = items.at(-1);
      sizeBytes += row[1].length;
      // There is one more, which begins the next page (ATTACK pages-by-items).
      if (last && (items.length === limit || sizeBytes > STORE_LIMITS.pageBytes))
        return { items, next: cursorOf(last[0], prefix) };
      items.push(row);
    }
  }
  return { items, next: null };
}

/** Of the time and the id: eight bytes, and those of an id or of a transaction's. */
const relationCursorBytes = (relation: RelationName): number => (relation === 'reviews-of-agency' ? 40 : 28);

export class Lists {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async stateRange(
    prefix: string,
    page: PageRequest,
  ): Promise<Page<{ readonly key: StateKey; readonly value: Uint8Array }>> {
    const { items, next } = await readPage(this.#database, textKey(KEYSPACE.state, prefix), page, { reverse: false });
    return { items: items.map(([key, value]) => ({ key: textOfKey(key) as StateKey, value })), next };
  }

  async related<R extends RelationName>(
    relation: R,
    owner: Relations[R]['owner'],
    page: PageRequest,
  ): Promise<Page<Relations[R]['item']>> {
    const prefix = ownerPrefix(RELATION_SPACES[relation], owner);
    const { items, next } = await readPage(this.#database, prefix, page, {
      reverse: true,
      cursorBytes: relationCursorBytes(relation),
    });
    return { items: items.map(([key]) => idOfRelation(key) as Relations[R]['item']), next };
  }
}
