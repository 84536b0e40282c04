/** A folder of sidecars for tests of their store: content to put, and what then lies in the files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransactionId } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { SegmentSidecarStore, type SidecarOptions } from '../segment-sidecar-store.ts';
import type { SettledContent, Sidecar } from '../store.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const folderFor = () => temporaryFolder('sidecars');

export const open = (folder: string, options: Partial<SidecarOptions> = {}) =>
  SegmentSidecarStore.open(folder, { maxBytes: 1 << 20, ...options });

/** The transaction that brings what {@link sidecar} makes. */
export const owner = 'ab'.repeat(32) as TransactionId;

export function sidecar(text: string, size = 500): Sidecar {
  const bytes = new Uint8Array(Buffer.alloc(size, `${text} `));
  return { hash: sha256(bytes), bytes, owner };
}

/** What a block of this height decides. */
export function block(height: number, kept: readonly Sidecar[], refused: readonly Sidecar[] = []): SettledContent {
  return { height, kept, refused };
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Whether bytes stand anywhere in the files of a folder. */
export const isOnDisk = (folder: string, bytes: Uint8Array) =>
  filesOf(folder).some((file) => readFileSync(file).includes(Buffer.from(bytes)));

export const segmentsOf = (folder: string) =>
  filesOf(folder)
    .filter((file) => file.endsWith('.segment'))
    .sort();
