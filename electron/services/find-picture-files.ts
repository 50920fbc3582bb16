import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A picture file that was found. */
export interface FoundPictureFile {
  /** Absolute path. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** By their names; what is in them is found out when they are read. */
const pictureName = /\.(?:png|jpe?g|webp|avif)$/i;

/**
 * All picture files below the paths, which may be files themselves, by path. What is hidden is passed over (`.thumbnails`, the
 * `._` files of macOS), links are not followed, and nothing below `except` is looked at.
 *
 * @param paths absolute
 * @throws the system's error where one of the paths cannot be read
 */
export async function findPictureFiles(
  paths: readonly string[],
  except: string,
  signal?: AbortSignal,
): Promise<FoundPictureFile[]> {
  const found = new Map<string, FoundPictureFile>();
  for (const path of paths) {
    const { isDirectory, size, mtimeMs } = await stat(path).then((stats) => ({
      isDirectory: stats.isDirectory(),
      size: stats.size,
      mtimeMs: stats.mtimeMs,
    }));
    if (isDirectory) await visit(path);
    else if (path !== except) found.set(path, { path, bytes: size, modifiedMs: mtimeMs });
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));

  async function visit(folder: string): Promise<void> {
    signal?.throwIfAborted();
    if (folder === except) return;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile() && pictureName.test(entry.name)) {
        const stats = await stat(path).catch(() => null);
        // One that cannot be looked at is reported when it is to be read.
        found.set(path, { path, bytes: stats?.size ?? 0, modifiedMs: stats?.mtimeMs ?? 0 });
      }
    }
  }
}
