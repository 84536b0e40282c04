/**
 * Bytes that a stranger or a hostile member would try: valid messages with something changed, and bombs that announce,
 * nest or repeat more than anybody could use. A seed gives the same again.
 */
import type { SeededRandom } from '../chaos/random.ts';

/** First bytes of CBOR items whose length follows in four or eight bytes. */
const LONG_HEADS = [0x5a, 0x5b, 0x7a, 0x7b, 0x9a, 0x9b, 0xba, 0xbb];
/** Items of a byte or two that a bomb repeats: empty texts, byte strings, lists and maps, numbers, null, lists in lists. */
const SMALL_ITEMS = [[0x40], [0x60], [0x80], [0xa0], [0x00], [0xf6], [0x81], [0x81, 0x80], [0x61, 0x61], [0xff]];
const SMALL_JSON = ['[],', '{},', '0,', '"",', '[', '{"a":', '"\\u0000",', '{"a":0},', 'null,'];

type Change = (bytes: Uint8Array, random: SeededRandom) => Uint8Array;

const splice = (bytes: Uint8Array, at: number, drop: number, insert: readonly number[] | Uint8Array): Uint8Array =>
  Uint8Array.of(...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + drop));
const place = ({ length }: Uint8Array, random: SeededRandom): number => random.between(0, Math.max(0, length - 1));
const someBytes = (count: number, random: SeededRandom): number[] =>
  Array.from({ length: count }, () => random.between(0, 255));

const CHANGES: readonly Change[] = [
  (bytes, random) => splice(bytes, place(bytes, random), 1, someBytes(1, random)),
  (bytes, random) => splice(bytes, place(bytes, random), 0, someBytes(random.between(1, 9), random)),
  (bytes, random) => splice(bytes, place(bytes, random), random.between(1, 9), []),
  (bytes, random) => bytes.slice(0, place(bytes, random)),
  (bytes, random) => splice(bytes, bytes.length, 0, someBytes(random.between(1, 40), random)),
  // A length that nothing has.
  (bytes, random) => splice(bytes, place(bytes, random), 1, [random.pick(LONG_HEADS), ...someBytes(8, random)]),
  // A part of it twice, or elsewhere.
  (bytes, random) => {
    const from = place(bytes, random);
    return splice(bytes, place(bytes, random), 0, bytes.slice(from, from + random.between(1, 64)));
  },
];

/** A valid message with one to three things changed. */
function mutated(valid: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes = valid;
  for (let changes = random.between(1, 3); changes > 0; changes--) bytes = random.pick(CHANGES)(bytes, random);
  return bytes;
}

/** A small thing repeated up to so many bytes, alone or in the place of a part of a valid message. */
function bomb(valid: Uint8Array, maxBytes: number, isJson: boolean, random: SeededRandom): Uint8Array {
  const sizeBytes = Math.min(maxBytes, 2 ** random.between(4, 24));
  const item = isJson ? new TextEncoder().encode(random.pick(SMALL_JSON)) : Uint8Array.from(random.pick(SMALL_ITEMS));
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at++) bytes[at] = item[at % item.length] as number;
  // The beginning of a valid message, so that it is met further in.
  const begun = random.next() < 0.5 ? valid.subarray(0, Math.min(sizeBytes - 9, place(valid, random))) : undefined;
  if (begun && begun.length > 0) bytes.set(begun);
  const at = begun?.length ?? 0;
  if (isJson) bytes[at] = random.pick([0x5b, 0x7b]);
  else if (sizeBytes > at + 5) {
    bytes[at] = random.pick([0x9a, 0xba, 0x5a, 0x7a]);
    new DataView(bytes.buffer).setUint32(at + 1, Math.floor((sizeBytes - at - 5) / item.length));
  }
  return bytes;
}

/** One of both. */
export function hostileBytes(valid: Uint8Array, maxBytes: number, isJson: boolean, random: SeededRandom): Uint8Array {
  const bytes = random.next() < 0.7 ? mutated(valid, random) : bomb(valid, maxBytes, isJson, random);
  return bytes.length > maxBytes ? bytes.subarray(0, maxBytes) : bytes.length === 0 ? Uint8Array.of(0) : bytes;
}
