/** Looks on the disk of a node for sealed content, byte for byte over all its files, as somebody who has stolen it would. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSidecar } from '@annals/ledger/sidecar';

const CHUNK_BYTES = 48;

/** What must not be found of a sidecar: its seals, and its ciphertexts in pieces, each long enough to stand for itself. */
export function needlesOf(sidecar: Uint8Array): readonly Buffer[] {
  return decodeSidecar(sidecar).sections.flatMap(({ ciphertext, toSubject, toNetwork }) =>
    [ciphertext, toSubject, toNetwork].flatMap(chunksOf),
  );
}

function chunksOf(bytes: Uint8Array): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at + CHUNK_BYTES <= bytes.length; at += CHUNK_BYTES)
    chunks.push(Buffer.from(bytes.subarray(at, at + CHUNK_BYTES)));
  return chunks;
}

/** The files of a folder in which any of the needles is found. */
export function filesWith(folder: string, needles: readonly Buffer[]): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = read(file);
      return needles.some((needle) => bytes.includes(needle));
    });
}

/** A running node removes files while it is looked through. */
function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
