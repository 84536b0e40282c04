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
  /** hash -> nothing: it must not come back. */
  erased: 0x12,
  /** hash -> owner. */
  missing: 0x13,
  /** segment -> bytes of content that it holds; none when it holds nothing any more. */
  segment: 0x14,
} as const;

export type SidecarSpace = (typeof SIDECAR_KEYSPACE)[keyof typeof SIDECAR_KEYSPACE];

/** What the index says of content that is in a segment. */
export interface IndexedSidecar {
  readonly place: Place;
  readonly owner: TransactionId;
  /** Of an erasure: forget that it ever was here. */
  readonly forget: boolean;
}

const INDEXED_BYTES = 4 + 6 + 4 + 1 + 32;

export function sidecarKey(space: SidecarSpace, hash: Uint8Array): Buffer {
  const key = Buffer.allocUnsafe(1 + hash.length);
  key[0] = space;
  key.set(hash, 1);
  return key;
}

export function encodeIndexed({ place, owner, forget }: IndexedSidecar): Uint8Array {
  const bytes = Buffer.allocUnsafe(INDEXED_BYTES);
  bytes.writeUInt32BE(place.segment, 0);
  bytes.writeUIntBE(place.offset, 4, 6);
  bytes.writeUInt32BE(place.sizeBytes, 10);
  bytes[14] = forget ? 1 : 0;
  bytes.set(idToBytes(owner), 15);
  return bytes;
}

export function decodeIndexed(value: Uint8Array): IndexedSidecar {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return {
    place: { segment: bytes.readUInt32BE(0), offset: bytes.readUIntBE(4, 6), sizeBytes: bytes.readUInt32BE(10) },
    forget: bytes[14] === 1,
    owner: idFromBytes('transaction', Uint8Array.from(bytes.subarray(15))),
  };
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
