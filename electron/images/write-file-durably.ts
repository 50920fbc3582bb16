import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ending of a file that is still being written. One that is found at start was cut off by a crash. */
export const partialEnding = '.part';

/**
 * Writes a file so that after a crash or a power cut it is there whole or not at all: temporary file, fsync, rename,
 * fsync of the folder. Missing folders are made. After a failure nothing is left behind.
 *
 * @throws the system's error, e.g. `ENOSPC`, `EACCES`, `EROFS`
 */
export async function writeFileDurably(path: string, bytes: Uint8Array): Promise<void> {
  const partial = path + partialEnding;
  await mkdir(dirname(path), { recursive: true });
  try {
    const handle = await open(partial, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Renames within one volume so that it outlives a power cut; makes the target's folder. */
export async function moveFileDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(dirname(to));
  await syncFolder(dirname(from));
}

/** Makes renames in the folder last. Windows cannot open folders and orders renames in its journal instead. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
