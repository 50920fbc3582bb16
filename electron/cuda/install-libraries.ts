import { copyFile, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchWithProgress } from '../hub/fetch-with-progress.ts';
import { HubError } from '../hub/hub-error.ts';
import { openPartialFile } from '../hub/partial-file.ts';
import { createRateLimit } from '../hub/rate-limit.ts';
import { moveFileDurably } from '../images/write-file-durably.ts';
import { foldersOf, runtimeLibrary } from './cuda-folder.ts';
import type { InstalledRuntime, ProviderPackage } from './provider-package.ts';
import { type Line, resolvePackage } from './resolve-package.ts';
import { openPackage, type PackageContent } from './unpack-package.ts';
import { requireSpace } from '../hub/require-space.ts';

export interface InstallOptions extends Line {
  readonly source: ProviderPackage;
  readonly runtime: Pick<InstalledRuntime, 'folder'>;
  /** The studio's data folder. */
  readonly data: string;
  readonly connections: number;
  /** How often progress comes, in milliseconds. */
  readonly reportEvery: number;
  readonly signal: AbortSignal;
}

export type InstallEvent =
  | { type: 'fetching'; bytesDone: number; bytesTotal: number }
  | { type: 'unpacking'; bytesDone: number; bytesTotal: number }
  | { type: 'installed'; folder: string };

/**
 * Fetches the package that holds ONNX Runtime's provider libraries, going on where an earlier try stopped, and lays them
 * out with a copy of ONNX Runtime's own library: it looks for its providers beside itself (Linux: by the path it was
 * loaded from), and the program's folder may not be writable. The folder appears when all of it is there.
 *
 * @throws HubError; the system's error; the signal's reason. What has arrived is kept for the next time.
 */
export async function* installLibraries(
  options: InstallOptions,
): AsyncGenerator<InstallEvent, void, void> {
  const { source, signal, data, connections, reportEvery } = options;
  const { whole, partial, parent } = foldersOf(data, source.runtimeVersion);
  const { hub, path, file } = await resolvePackage(source, options, signal);
  const fetched = join(partial, file.path);
  if (!(await isThere(fetched, file.size))) {
    const target = await openPartialFile(fetched, file);
    try {
      const counted = { bytesDone: target.bytesDone, bytesTotal: file.size };
      yield { type: 'fetching', ...counted };
      await requireSpace(partial, file.size - target.bytesDone);
      const limit = createRateLimit(null, () => performance.now());
      const pathOf = (): string => path;
      const line = { hub, pathOf, limit, connections, reportEvery, signal };
      for await (const progress of fetchWithProgress([target], counted, line)) {
        yield { type: 'fetching', ...progress };
      }
    } finally {
      await target.close();
    }
  }
  let content: PackageContent;
  const unpacked = join(partial, 'unpacked');
  try {
    content = await openPackage(fetched, source.files);
    const runtime = join(options.runtime.folder, runtimeLibrary);
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked, { recursive: true });
    await requireSpace(partial, content.bytes + (await stat(runtime)).size);
    yield* unpackWithProgress(content, unpacked, options);
    await copyDurably(runtime, join(unpacked, runtimeLibrary));
  } catch (error) {
    await rm(unpacked, { recursive: true, force: true });
    // It would be found damaged again.
    if (error instanceof HubError && error.problem === 'damaged') await rm(fetched);
    throw error;
  }
  await rm(whole, { recursive: true, force: true });
  await moveFileDurably(unpacked, whole);
  // What cannot be removed takes space and does no harm.
  await removeOthers(parent, whole).catch(() => {});
  yield { type: 'installed', folder: whole };
}

async function* unpackWithProgress(
  content: PackageContent,
  folder: string,
  { signal: given, reportEvery }: InstallOptions,
): AsyncGenerator<InstallEvent, void, void> {
  const left = new AbortController();
  const signal = AbortSignal.any([given, left.signal]);
  const bytesTotal = content.bytes;
  let bytesDone = 0;
  const unpacking = content.unpack(folder, signal, (count) => (bytesDone += count));
  const ended = Promise.allSettled([unpacking]).then(() => true);
  try {
    for (let isOver = false; !isOver;) {
      const pause = Promise.withResolvers<false>();
      const timer = setTimeout(() => pause.resolve(false), reportEvery);
      isOver = await Promise.race([ended, pause.promise]);
      clearTimeout(timer);
      yield { type: 'unpacking', bytesDone, bytesTotal };
    }
    await unpacking;
  } finally {
    left.abort();
    await ended;
  }
}

async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isThere(path: string, size: number): Promise<boolean> {
  return stat(path).then(
    (found) => found.size === size,
    () => false,
  );
}

/** The package itself, and libraries of other versions of ONNX Runtime: nothing would use them. */
async function removeOthers(parent: string, kept: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (path !== kept) await rm(path, { recursive: true, force: true });
  }
}
