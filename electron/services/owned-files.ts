import { lstat, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ModelRecord } from '../database/models-table.ts';
import { listModelFiles } from './model-files.ts';
import {
  copyIdOf,
  isPlainFile,
  isPlainWay,
  ownedNoteOf,
  ownedRootOf,
  type OwnedPlaces,
  wayBelow,
} from './owned-note.ts';

/**
 * Whether the studio has made the folder or file at `path` itself: by its place, by its name, and without a link on the
 * way, which may lead to somebody else's files.
 */
export function isOwned(path: string, places: OwnedPlaces): boolean {
  const { downloads, copies } = places;
  const download = wayBelow(downloads, path);
  if (download !== null) {
    const [repository = '', snapshots, commit = '', ...more] = download;
    const isOne =
      /^models--.+--.+$/.test(repository) &&
      snapshots === 'snapshots' &&
      /^[0-9a-f]{40}$/.test(commit) &&
      more.length === 0;
    return isOne && isPlainWay(downloads, download);
  }
  const copy = wayBelow(copies, path);
  if (copy === null) return false;
  return (
    copyIdOf(path, places) !== null &&
    isPlainWay(copies, copy) &&
    isPlainFile(ownedNoteOf(path, places).file)
  );
}

export interface Deletion {
  /** Files that are there still, because the studio has not written them or cannot delete them. */
  readonly left: number;
}

/**
 * Deletes of an owned model what the studio has written, and the folders that are empty then. Never follows a link.
 */
export async function deleteOwned(model: ModelRecord, places: OwnedPlaces): Promise<Deletion> {
  const { path } = model;
  if (!isOwned(path, places)) return { left: 0 };
  const root = ownedRootOf(path, places);
  const note = ownedNoteOf(path, places);
  const names = (await note.read())?.files ?? (await readNames(model));
  for (const name of names) await deletePlainFile(root, name);
  for (const folder of foldersOf(root, names)) await rmdir(folder).catch(() => {});
  const left = (await filesBelow(root)).filter((file) => file !== note.file).length;
  if (left > 0) return { left };
  await rm(note.file, { force: true }).catch(() => {});
  const isCopy = wayBelow(places.copies, path) !== null;
  const base = isCopy ? places.copies : places.downloads;
  const beside = isCopy ? [root] : [dirname(note.file), join(dirname(dirname(path)), 'partial')];
  for (const folder of beside) await rmdir(folder).catch(() => {});
  for (let folder = dirname(root); folder !== base && folder !== root; folder = dirname(folder)) {
    if (wayBelow(base, folder) === null) break;
    await rmdir(folder).catch(() => {});
  }
  return { left: 0 };
}

/** Other models that read files of this one's: a part that was given, a sibling's network, a link. */
export async function modelsReading(
  { id, path }: ModelRecord,
  others: readonly ModelRecord[],
  places: OwnedPlaces,
): Promise<ModelRecord[]> {
  const root = ownedRootOf(path, places);
  const folder = await realpath(root).catch(() => root);
  const reading: ModelRecord[] = [];
  for (const other of others) {
    if (other.id === id) continue;
    const named = [other.path, ...Object.values(other.options.parts ?? {})];
    const read = await listModelFiles(other.path, other.options).catch(() => []);
    const paths = [...named, ...read.map((file) => file.path)].filter((one) => one !== undefined);
    for (const one of paths) {
      const real = await realpath(one).catch(() => one);
      if (real === folder || wayBelow(folder, real) !== null) {
        reading.push(other);
        break;
      }
    }
  }
  return reading;
}

/** Models that were fetched before there were notes have the files that are read of them. */
async function readNames({ path, options }: ModelRecord): Promise<string[]> {
  const files = await listModelFiles(path, { variant: options.variant }).catch(() => []);
  return files.flatMap((file) => wayBelow(path, file.path)?.join('/') ?? []);
}

/** A name from a note must not lead out of the folder, and neither may a link that was put on its way. */
async function deletePlainFile(folder: string, name: string): Promise<void> {
  const way = wayBelow(folder, resolve(folder, name));
  if (way === null || !isPlainWay(folder, way)) return;
  const path = join(folder, ...way);
  // Windows does not let go of a file that a worker has mapped.
  if (isPlainFile(path)) await rm(path, { force: true }).catch(() => {});
}

/** Deepest first. */
function foldersOf(folder: string, names: readonly string[]): string[] {
  const folders = new Set([folder]);
  for (const name of names) {
    let above = dirname(resolve(folder, name));
    while (wayBelow(folder, above) !== null) {
      folders.add(above);
      above = dirname(above);
    }
  }
  return [...folders].toSorted((one, other) => other.length - one.length);
}

async function filesBelow(path: string): Promise<string[]> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}
