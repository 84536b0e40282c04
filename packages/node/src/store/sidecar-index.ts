/**
 * The index of sidecars: what is held and where, what is being erased, what was erased, and what is missing. It holds
 * hashes and places, never content, and its tail says up to where it knows the segments.
 */
import { idFromBytes, idToBytes, type TransactionId } from '@annals/ledger/codec';
import type { Write } from './database.ts';
import type { Place } from './sidecar-segments.ts';

/** What each first byte of a key means in the database of sidecars. */
export const SIDECAR_KEYSPACE = {
  meta: 0x01,
  /** hash -> place, owner. */
  held: 0x10,
  /** hash -> place, owner, and whether to forget it: an erasure that has begun and is finished at the next start. */
  erasing: 0x11,
  /** hash -> the place where it was, if it was here: it must not come back. */
  erased: 0x12,
  /** hash -> owner. */
  missing: 0x13,
  /** segment -> bytes of content that it holds; none when it holds nothing any more. */
  segment: 0x14,
  /** hash -> nothing: it is held, and no block has said that it stays. */
  unsettled: 0x15,
} as const;

/** The value of a key that stands for itself. */
export const NOTHING = new Uint8Array(0);

export type SidecarSpace = (typeof SIDECAR_KEYSPACE)[keyof typeof SIDECAR_KEYSPACE];

/** What the index says of content that is in a segment. */
export interface IndexedSidecar {
  readonly place: Place;
  readonly owner: TransactionId;
  /** Of an erasure: forget that it ever was here. */
  readonly forget: boolean;
}

export function sidecarKey(space: SidecarSpace, hash: Uint8Array): Buffer {
  const key = Buffer.allocUnsafe(1 + hash.length);
  key[0] = space;
  key.set(hash, 1);
  return key;
}

const PLACE_BYTES = 4 + 6 + 4;
const INDEXED_BYTES = PLACE_BYTES + 1 + 32;

export function encodeIndexed({ place, owner, forget }: IndexedSidecar): Uint8Array {
  const bytes = Buffer.allocUnsafe(INDEXED_BYTES);
  bytes.set(encodePlace(place), 0);
  bytes[PLACE_BYTES] = forget ? 1 : 0;
  bytes.set(idToBytes(owner), PLACE_BYTES + 1);
  return bytes;
}

export function decodeIndexed(value: Uint8Array): IndexedSidecar {
  return {
    place: decodePlace(value),
    forget: value[PLACE_BYTES] === 1,
    owner: idFromBytes('transaction', Uint8Array.from(value.subarray(PLACE_BYTES + 1))),
  };
}

function encodePlace(place: Place): Uint8Array {
  const bytes = Buffer.allocUnsafe(PLACE_BYTES);
  bytes.writeUInt32BE(place.segment, 0);
  bytes.writeUIntBE(place.offset, 4, 6);
  bytes.writeUInt32BE(place.sizeBytes, 10);
  return bytes;
}

function decodePlace(value: Uint8Array): Place {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { segment: bytes.readUInt32BE(0), offset: bytes.readUIntBE(4, 6), sizeBytes: bytes.readUInt32BE(10) };
}

/** That content was erased, and where it was; without a place when it never was here. */
export function erasedWrite(hash: Uint8Array, place?: Place): Write {
  return { key: sidecarKey(SIDECAR_KEYSPACE.erased, hash), value: place ? encodePlace(place) : NOTHING };
}

/** Where content was that has been erased; undefined when that is not known. */
export function readErased(value: Uint8Array): Place | undefined {
  return value.length === PLACE_BYTES ? decodePlace(value) : undefined;
}

export const ownerOf = (value: Uint8Array): TransactionId => idFromBytes('transaction', value);

function segmentKey(segment: number): Buffer {
  const number = Buffer.allocUnsafe(4);
  number.writeUInt32BE(segment);
  return sidecarKey(SIDECAR_KEYSPACE.segment, number);
}

/** How much content a segment holds. */
export function segmentWrite(segment: number, liveBytes: number): Write {
  const value = Buffer.allocUnsafe(6);
  value.writeUIntBE(liveBytes, 0, 6);
  return { key: segmentKey(segment), value: liveBytes === 0 ? null : value };
}

export function readSegment(key: Uint8Array, value: Uint8Array): readonly [segment: number, liveBytes: number] {
  return [
    Buffer.from(key.buffer, key.byteOffset, key.byteLength).readUInt32BE(1),
    Buffer.from(value.buffer, value.byteOffset, value.byteLength).readUIntBE(0, 6),
  ];
}

const TAIL_KEY = sidecarKey(SIDECAR_KEYSPACE.meta, Buffer.from('tail'));

/** Up to where the segments are indexed. */
export function tailWrite(tail: { readonly segment: number; readonly offset: number }): Write {
  const bytes = Buffer.allocUnsafe(10);
  bytes.writeUInt32BE(tail.segment, 0);
  bytes.writeUIntBE(tail.offset, 4, 6);
  return { key: TAIL_KEY, value: bytes };
}

export function readTail(get: (key: Uint8Array) => Uint8Array | undefined): {
  readonly segment: number;
  readonly offset: number;
} {
  const value = get(TAIL_KEY);
  if (!value) return { segment: 1, offset: 0 };
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { segment: bytes.readUInt32BE(0), offset: bytes.readUIntBE(4, 6) };
}

const SETTLED_KEY = sidecarKey(SIDECAR_KEYSPACE.meta, Buffer.from('settled'));

/** Up to which block it is noted what blocks decided about content. */
export function settledWrite(height: number): Write {
  const bytes = Buffer.allocUnsafe(6);
  bytes.writeUIntBE(height, 0, 6);
  return { key: SETTLED_KEY, value: bytes };
}

export function readSettled(get: (key: Uint8Array) => Uint8Array | undefined): number {
  const value = get(SETTLED_KEY);
  return value ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).readUIntBE(0, 6) : 0;
}
