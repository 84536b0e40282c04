/** Pages of the state: values by prefix or by a relation, decoded, with what the caller may not see left out. */
import {
  kindOfKey,
  MAX_VALUE_BYTES,
  type StateKey,
  type ValueKind,
  type ValueOf,
  valueShape,
} from '@annals/ledger/block';
import { decodeShape } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { Page, PageRequest, RelationName, Relations, Store } from '../store/store.ts';
import { API_LIMITS } from './limits.ts';

/** The paging fields of a query. */
export interface Paging {
  readonly after: string | null;
  readonly limit: number | null;
}

/** Where a page begins and how long it is. */
export function pageOf({ after, limit }: Paging): PageRequest {
  return { after, limit: limit ?? API_LIMITS.pageItems };
}

/** A state value with the part of its key after the kind. */
export interface Listed<K extends ValueKind> {
  readonly id: string;
  readonly value: ValueOf<K>;
}

/** State values of one kind, in the order of their keys. `accepts` says which ids count. */
export function listValues<K extends ValueKind>(
  store: Store,
  kind: K,
  paging: Paging,
  accepts: (id: string) => boolean = () => true,
): Promise<Page<Listed<K>>> {
  return filled(paging, async (page) => {
    const { items, next } = await store.stateRange(`${kind}/`, page);
    const listed = items
      .map(({ key, value }) => ({ id: key.slice(kind.length + 1), value, key: key as StateKey<K> }))
      .filter(({ id }) => accepts(id))
      .map(({ id, key, value }) => ({
        item: { id, value: decodeShape(valueShape(kindOfKey(key)), value, MAX_VALUE_BYTES) },
        sizeBytes: value.length,
      }));
    return { items: listed, next };
  });
}

/** The values that a relation leads to, the latest first. `accepts` says which the caller sees. */
export function listRelated<R extends RelationName, K extends ValueKind>(
  store: Store,
  relation: R,
  owner: Relations[R]['owner'],
  keyOf: (id: Relations[R]['item']) => StateKey<K>,
  paging: Paging,
  accepts: (value: ValueOf<K>) => boolean = () => true,
): Promise<Page<{ readonly id: Relations[R]['item']; readonly value: ValueOf<K> }>> {
  return filled(paging, async (page) => {
    const { items, next } = await store.related(relation, owner, page);
    const listed = items.flatMap((id) => {
      const key = keyOf(id);
      const value = readValue(store.state, key);
      if (value === undefined || !accepts(value)) return [];
      return [{ item: { id, value }, sizeBytes: store.state.get(key)?.length ?? 0 }];
    });
    return { items: listed, next };
  });
}

interface Sized<T> {
  readonly item: T;
  readonly sizeBytes: number;
}

/**
 * Reads on until a page is full by number or by bytes, the list ends or enough has been read; a page may then hold
 * fewer items. Each read is of few, since all that it gives is decoded in one turn.
 */
async function filled<T>(paging: Paging, read: (page: PageRequest) => Promise<Page<Sized<T>>>): Promise<Page<T>> {
  const { after, limit } = pageOf(paging);
  const { readsPerPage, itemsPerRead, pageBytes } = API_LIMITS;
  const items: T[] = [];
  let sizeBytes = 0;
  let cursor = after;
  for (let reads = 0; reads < readsPerPage; reads++) {
    const page = await read({ after: cursor, limit: Math.min(itemsPerRead, limit - items.length) });
    for (const each of page.items) {
      items.push(each.item);
      sizeBytes += each.sizeBytes;
    }
    cursor = page.next;
    if (cursor === null || items.length >= limit || sizeBytes >= pageBytes) break;
  }
  return { items, next: cursor };
}
