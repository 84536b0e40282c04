/**
 * Documents as the text of a QR code: `ANNALS1:` and the file, deflated (RFC 1951), in Base45 (RFC 9285), whose letters
 * a QR code packs tightest (PROTOCOL document-code). The European health certificates travel the same way.
 */
import { AnnalsError } from '@annals/ledger/errors';

const PREFIX = 'ANNALS1:';
/** What the largest QR code holds of such letters. */
const MAX_QR_CHARACTERS = 4_296;
/** A code that unpacks to more than this is no document. */
const MAX_UNPACKED_BYTES = 1_000_000;
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** The text for a QR code, or undefined for a document that is too long for one. */
export async function packDocument(json: string): Promise<string | undefined> {
  const compact = new TextEncoder().encode(JSON.stringify(JSON.parse(json)));
  const packed = await passThrough(compact, new CompressionStream('deflate-raw'));
  const text = `${PREFIX}${encodeBase45(packed)}`;
  return text.length <= MAX_QR_CHARACTERS ? text : undefined;
}

/** Whether a text from a QR code is a packed document. */
export function isPackedDocument(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** The JSON text of a packed document. @throws AnnalsError `proof.malformed`. */
export async function unpackDocument(text: string): Promise<string> {
  try {
    const bytes = decodeBase45(text.slice(PREFIX.length));
    const unpacked = await passThrough(bytes, new DecompressionStream('deflate-raw'));
    return new TextDecoder('utf-8', { fatal: true }).decode(unpacked);
  } catch (cause) {
    throw new AnnalsError('proof.malformed', `the code cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** RFC 9285: two bytes are three letters, a single last byte is two. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let rest = isPair ? (bytes[at] as number) * 256 + (bytes[at + 1] as number) : (bytes[at] as number);
    for (let letters = isPair ? 3 : 2; letters > 0; letters--) {
      text += LETTERS[rest % 45];
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

/** @throws Error for a letter, a length or a group that the encoding never gives. */
export function decodeBase45(text: string): Uint8Array {
  if (text.length % 3 === 1) throw new Error('a letter is missing');
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
    if (group.includes(-1)) throw new Error('a letter is no letter of Base45');
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (value >= (group.length === 3 ? 65_536 : 256)) throw new Error('a group of letters stands for nothing');
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

async function passThrough(bytes: Uint8Array, through: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const writer = through.writable.getWriter();
  // What goes wrong on this side is heard on the other.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => undefined);
  writer.close().catch(() => undefined);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = through.readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size > MAX_UNPACKED_BYTES) {
      await reader.cancel();
      throw new Error('it is too long');
    }
  }
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
