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
      .map(({ id, key, value }) => ({ id, value: decodeShape(valueShape(kindOfKey(key)), value, MAX_VALUE_BYTES) }));
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
      const value = readValue(store.state, keyOf(id));
      return value !== undefined && accepts(value) ? [{ id, value }] : [];
    });
    return { items: listed, next };
  });
}

/** Reads on until a page is full, the list ends or enough has been read; a page may then hold fewer items. */
async function filled<T>(paging: Paging, read: (page: PageRequest) => Promise<Page<T>>): Promise<Page<T>> {
  const { after, limit } = pageOf(paging);
  const items: T[] = [];
  let cursor = after;
  for (let reads = 0; reads < API_LIMITS.readsPerPage; reads++) {
    const page = await read({ after: cursor, limit: limit - items.length });
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null || items.length >= limit) break;
  }
  return { items, next: cursor };
}
