/** What it takes for a file to be on the disk as it was meant: all of its bytes, and its name in the folder. */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { whileScarce } from './scarce-files.ts';

/** Writes all bytes; one call of the system may take fewer. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Makes the names in a folder durable: after a file is created or renamed, its own sync is not enough. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await openFile(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Opens a file; waits a while for a descriptor when there is none. */
export function openFile(path: string, flags: 'r' | 'r+' | 'w' | 'w+', mode?: number): Promise<FileHandle> {
  return whileScarce(() => open(path, flags, mode));
}

/** What a file holds; waits as {@link openFile} does. */
export function readWhole(path: string): Promise<Uint8Array> {
  return whileScarce(() => readFile(path));
}
