/** What it takes for a file to be on the disk as it was meant: all of its bytes, and its name in the folder. */
import { type FileHandle, open } from 'node:fs/promises';

/** Writes all bytes; one call of the system may take fewer. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Makes the names in a folder durable: after a file is created or renamed, its own sync is not enough. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
