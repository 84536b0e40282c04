/**
 * A list of byte strings as one stored value: count, the end of each, then all of them. One item is read without
 * decoding the others. The store's own layout, never hashed and never sent.
 *
 *     count (4 bytes) || end of item 0 (4) || ... || items
 */
import { AnnalsError } from '@annals/ledger/errors';

/** Packs a list. */
export function packList(items: readonly Uint8Array[]): Uint8Array {
  const start = 4 + 4 * items.length;
  let size = start;
  for (const item of items) size += item.length;
  const packed = new Uint8Array(size);
  const view = new DataView(packed.buffer);
  view.setUint32(0, items.length);
  let offset = start;
  for (const [i, item] of items.entries()) {
    packed.set(item, offset);
    offset += item.length;
    view.setUint32(4 + 4 * i, offset);
  }
  return packed;
}

function damaged(): never {
  throw new AnnalsError('store.damaged', 'a packed list contradicts itself');
}

function viewOf(packed: Uint8Array): DataView {
  return new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
}

/** How many items a packed list has. @throws AnnalsError `store.damaged`. */
export function packedCount(packed: Uint8Array): number {
  if (packed.length < 4) damaged();
  const count = viewOf(packed).getUint32(0);
  if (packed.length < 4 + 4 * count) damaged();
  return count;
}

/** Item `index` as a copy, or undefined. @throws AnnalsError `store.damaged`. */
export function packedItem(packed: Uint8Array, index: number): Uint8Array | undefined {
  const count = packedCount(packed);
  if (index < 0 || index >= count) return undefined;
  const view = viewOf(packed);
  const from = index === 0 ? 4 + 4 * count : view.getUint32(4 * index);
  const to = view.getUint32(4 + 4 * index);
  if (from > to || from < 4 + 4 * count || to > packed.length) damaged();
  return packed.slice(from, to);
}

/** Items from an index up to another, as far as there are any, each a copy. @throws AnnalsError `store.damaged`. */
export function packedItems(packed: Uint8Array, from: number, to: number): Uint8Array[] {
  const count = Math.max(0, Math.min(packedCount(packed), to) - from);
  return Array.from({ length: count }, (_, i) => packedItem(packed, from + i) as Uint8Array);
}

/** All items, each a copy. @throws AnnalsError `store.damaged`. */
export function unpackList(packed: Uint8Array): Uint8Array[] {
  return Array.from({ length: packedCount(packed) }, (_, i) => packedItem(packed, i) as Uint8Array);
}
