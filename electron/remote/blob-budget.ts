import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the store as it lies on disk. */
interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was used last, in milliseconds since 1970. */
  readonly used: number;
  /** The same for every name of one file. */
  readonly inode: number;
}

interface BlobBudgetOptions {
  /** Absolute path of the files, named by their hashes. */
  readonly folder: string;
  /** Absolute path of the folders whose files are links to them. */
  readonly bundles: string;
  /** Bytes that are kept at most; what one picture needs may be more. */
  readonly budget: number;
  readonly clock: () => Date;
}

/** Keeps a folder of fetched files within a budget: those that were not used for the longest time go first. */
export function createBlobBudget({ folder, bundles, budget, clock }: BlobBudgetOptions) {
  /** Paths that pictures need which are being made, and how many need them. */
  const held = new Map<string, number>();

  async function listFiles(): Promise<StoredFile[]> {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        const stats = await stat(path).catch(() => null);
        if (stats === null || !stats.isFile()) return [];
        return [{ path, bytes: stats.size, used: stats.mtimeMs, inode: stats.ino }];
      }),
    );
    return found.flat();
  }

  /** A file takes its room until the last of its names is gone. */
  async function removeLinks(inode: number): Promise<void> {
    for (const bundle of await readdir(bundles).catch(() => [])) {
      const names = await readdir(join(bundles, bundle)).catch(() => []);
      const inodes = await Promise.all(
        names.map((name) =>
          stat(join(bundles, bundle, name)).then(
            ({ ino }) => ino,
            () => null,
          ),
        ),
      );
      if (inodes.includes(inode)) await rm(join(bundles, bundle), { recursive: true, force: true });
    }
  }

  async function remove({ path, inode }: StoredFile): Promise<boolean> {
    try {
      await rm(path);
      await removeLinks(inode);
      return true;
    } catch {
      // Where a process still reads it, Windows keeps it; another one may go.
      return false;
    }
  }

  /** @returns bytes that were freed */
  async function free(isEnough: (freed: number, total: number) => boolean): Promise<number> {
    const files = await listFiles();
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let freed = 0;
    const oldest = files.toSorted((a, b) => a.used - b.used);
    for (const file of oldest) {
      if (isEnough(freed, total)) break;
      if (held.has(file.path)) continue;
      if (await remove(file)) freed += file.bytes;
    }
    return freed;
  }

  return {
    /** Keeps what lies at the paths, now or soon, until the returned function is called. */
    hold(paths: readonly string[]): () => void {
      for (const path of paths) held.set(path, (held.get(path) ?? 0) + 1);
      return () => {
        for (const path of paths) {
          const others = (held.get(path) ?? 1) - 1;
          if (others > 0) held.set(path, others);
          else held.delete(path);
        }
      };
    },

    /** Notes that a file is used now. */
    async use(path: string): Promise<void> {
      const now = clock();
      // Of another user, or just gone: then it only goes a little sooner.
      await utimes(path, now, now).catch(() => {});
    },

    /** Deletes files until so many bytes more are within the budget. */
    async makeRoom(bytes: number): Promise<void> {
      await free((freed, total) => total - freed + bytes <= budget);
    },

    /** As `makeRoom` where the disk itself is full: whatever the budget says. Returns the bytes that were freed. */
    async freeDisk(bytes: number): Promise<number> {
      return await free((freed) => freed >= bytes);
    },
  };
}

export type BlobBudget = ReturnType<typeof createBlobBudget>;
