import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
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

/** A file under its temporary name. It is to be given to `nameStagedFiles`. */
export interface StagedFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/** Files that are synced at a time: the disk joins what is asked of it together, and threads stay free for other work. */
const syncedTogether = 2;

/** Writes a file under its temporary name; missing folders are made. @throws as `writeFileDurably` */
export async function stageFile(path: string, bytes: Uint8Array): Promise<StagedFile> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path + partialEnding, 'w');
  try {
    await handle.writeFile(bytes);
    return { path, handle };
  } catch (error) {
    await handle.close();
    await rm(path + partialEnding, { force: true });
    throw error;
  }
}

/**
 * As `writeFileDurably` for files that were staged, at far less cost than one by one: each is synced before it gets its
 * name, each folder once.
 *
 * @returns those that are there now, and the first failure; nothing is left of a file that failed
 */
export async function nameStagedFiles(
  files: readonly StagedFile[],
): Promise<{ readonly named: ReadonlySet<StagedFile>; readonly failure: unknown }> {
  const named = new Set<StagedFile>();
  const failures: unknown[] = [];
  const waiting = files.values();
  const nameNext = async (): Promise<void> => {
    for (const file of waiting) {
      await nameFile(file).then(
        () => named.add(file),
        (error: unknown) => failures.push(error),
      );
    }
  };
  await Promise.all(Array.from({ length: syncedTogether }, nameNext));
  for (const folder of new Set([...named].map(({ path }) => dirname(path)))) {
    await syncFolder(folder).catch((error: unknown) => failures.push(error));
  }
  return { named, failure: failures[0] };
}

async function nameFile({ path, handle }: StagedFile): Promise<void> {
  try {
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(path + partialEnding, path);
  } catch (error) {
    await rm(path + partialEnding, { force: true });
    throw error;
  }
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
