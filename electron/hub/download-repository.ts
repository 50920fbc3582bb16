import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { moveFileDurably } from '../images/write-file-durably.ts';
import { fetchWithProgress } from './fetch-with-progress.ts';
import { type Hub, requestOnce, retrying } from './hub-request.ts';
import { type HubFile, listRepository } from './list-repository.ts';
import { openPartialFile, type PartialFile } from './partial-file.ts';
import type { RateLimit } from './rate-limit.ts';
import { type RepositoryKind, selectFiles } from './select-files.ts';
import { requireSpace } from './require-space.ts';

export interface DownloadOptions {
  readonly hub: Hub;
  /** `owner/name`. */
  readonly name: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Weights to prefer, e.g. `fp16`. */
  readonly variant: string | undefined;
  /** Whether a model's safety checker is fetched too. */
  readonly safetyChecker?: boolean;
  /** Absolute path; laid out like the Hub's own cache. Its other contents stay. */
  readonly folder: string;
  readonly limit: RateLimit;
  /** How many segments are fetched at a time. */
  readonly connections: number;
  /** How often `progress` comes, in milliseconds. */
  readonly reportEvery: number;
  readonly signal: AbortSignal;
}

export type DownloadEvent =
  | { type: 'listed'; commit: string; files: number; bytesDone: number; bytesTotal: number }
  | { type: 'progress'; bytesDone: number; bytesTotal: number }
  | {
      type: 'done';
      kind: RepositoryKind;
      path: string;
      commit: string;
      /** Names in the folder that were wanted, with slashes. */
      files: readonly string[];
    };

/**
 * Fetches what a model needs of a repository: in parallel, going on where a killed process stopped, each file checked
 * against the hub's own digest. The model's folder appears when all of it is there, and not before.
 *
 * @throws HubError; the system's error; the signal's reason. What has arrived is kept for the next time.
 */
export async function* downloadRepository(
  options: DownloadOptions,
): AsyncGenerator<DownloadEvent, void, void> {
  const { hub, name, revision, variant, safetyChecker, folder, signal } = options;
  const { commit, files: listed } = await listRepository(hub, name, revision, signal);
  const { kind, files } = selectFiles(listed, variant, safetyChecker);
  const places = placesOf(folder, name, commit);
  const missing = await withoutThere(places.whole, files);
  const unfinished = await withoutThere(places.partial, missing);
  const bytesTotal = sumOf(files.map(({ size }) => size));
  const pathOf = ({ path }: HubFile): string =>
    `/${name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
  // What is not allowed is said once, before anything is written or asked for several times at once.
  const [first] = unfinished;
  if (first) await requirePermission(hub, pathOf(first), signal);
  const partials: PartialFile[] = [];
  try {
    for (const file of unfinished) {
      partials.push(await openPartialFile(join(places.partial, file.path), file));
    }
    const bytesMissing = sumOf(partials.map(({ file, bytesDone }) => file.size - bytesDone));
    const counted = { bytesDone: bytesTotal - bytesMissing, bytesTotal };
    yield { type: 'listed', commit, files: files.length, ...counted };
    if (partials.length > 0) {
      await requireSpace(places.partial, bytesMissing);
      for await (const progress of fetchWithProgress(partials, counted, { ...options, pathOf })) {
        yield { type: 'progress', ...progress };
      }
    }
    if (missing.length > 0) await moveIntoPlace(places, missing);
  } finally {
    for (const partial of partials) await partial.close();
  }
  yield { type: 'done', kind, path: places.whole, commit, files: files.map(({ path }) => path) };
}

async function requirePermission(hub: Hub, path: string, signal: AbortSignal): Promise<void> {
  await retrying(hub, signal, () => requestOnce(hub, { path, method: 'HEAD', signal }));
}

interface Places {
  readonly whole: string;
  readonly partial: string;
}

/** As the Hub's own cache is laid out: the folder's name is known to who reads models there. */
function placesOf(folder: string, name: string, commit: string): Places {
  const own = join(folder, `models--${name.replaceAll('/', '--')}`);
  return { whole: join(own, 'snapshots', commit), partial: join(own, 'partial', commit) };
}

/** Some may have been fetched before: for another variant of the same commit, or by a process that was killed. */
async function withoutThere(folder: string, files: readonly HubFile[]): Promise<HubFile[]> {
  const sizes = await Promise.all(
    files.map(({ path }) =>
      stat(join(folder, path)).then(
        ({ size }) => size,
        () => null,
      ),
    ),
  );
  return files.filter(({ size }, index) => sizes[index] !== size);
}

/** Whole files first take their names beside the folder, then all of them their place in it. */
async function moveIntoPlace({ whole, partial }: Places, files: readonly HubFile[]): Promise<void> {
  const isNew = await stat(whole).then(
    () => false,
    () => true,
  );
  if (isNew) {
    await removeOthers(partial, files);
    await mkdir(dirname(whole), { recursive: true });
    await moveFileDurably(partial, whole);
    return;
  }
  for (const { path } of files) await moveFileDurably(join(partial, path), join(whole, path));
  await rm(partial, { recursive: true, force: true });
}

/** What an earlier request for other files of this commit has left unfinished would stay in the model's folder for ever. */
async function removeOthers(folder: string, wanted: readonly HubFile[]): Promise<void> {
  const kept = new Set(wanted.map(({ path }) => join(folder, path)));
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !kept.has(path)) await rm(path, { force: true });
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
