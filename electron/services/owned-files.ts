import { lstatSync } from 'node:fs';
import { lstat, readdir, readFile, realpath, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { ModelRecord } from '../database/models-table.ts';
import { writeFileDurably } from '../images/write-file-durably.ts';
import { listModelFiles } from './model-files.ts';

/** Folders that the studio fetches or copies models to. Whatever else lies there is the user's. */
export interface OwnedPlaces {
  /** `models--owner--name/snapshots/COMMIT` below it. */
  readonly downloads: string;
  /** `ID/NAME` below it. */
  readonly copies: string;
}

/** What the studio has written of a model, by its own notes. */
const noteSchema = z.object({ files: z.array(z.string()) });
type OwnedNote = z.input<typeof noteSchema>;

/** Where the studio notes which files it has written for the model at `path`. */
function ownedNoteOf(path: string, { copies }: OwnedPlaces): string {
  return below(copies, path) === null
    ? join(dirname(dirname(path)), 'written', `${basename(path)}.json`)
    : join(dirname(path), 'written.json');
}

/**
 * Whether the studio has made the folder or file at `path` itself: by its place, by its name, and without a link on the
 * way, which may lead to somebody else's files.
 */
export function isOwned(path: string, places: OwnedPlaces): boolean {
  const { downloads, copies } = places;
  const download = below(downloads, path);
  if (download !== null) {
    const [repository = '', snapshots, commit = '', ...more] = download;
    const isOne =
      /^models--.+--.+$/.test(repository) &&
      snapshots === 'snapshots' &&
      /^[0-9a-f]{40}$/.test(commit) &&
      more.length === 0;
    return isOne && isPlain(downloads, download);
  }
  const copy = below(copies, path);
  if (copy === null) return false;
  const isOne = copy.length === 2 && /^[0-9a-z]{16}$/.test(copy[0] ?? '');
  return isOne && isPlain(copies, copy) && isFile(ownedNoteOf(path, places));
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
  const note = ownedNoteOf(path, places);
  const single = (await lstat(path)).isFile();
  const names = single ? [] : await writtenNames(model, note);
  for (const name of names) await deletePlainFile(path, name);
  if (single) await rm(path, { force: true }).catch(() => {});
  const folders = single ? [] : foldersOf(path, names);
  for (const folder of folders) await rmdir(folder).catch(() => {});
  const left = await countFiles(path);
  if (left > 0) return { left };
  await rm(note, { force: true }).catch(() => {});
  for (const beside of [dirname(note), join(dirname(dirname(path)), 'partial')]) {
    await rmdir(beside).catch(() => {});
  }
  const base = below(places.copies, path) === null ? places.downloads : places.copies;
  for (let folder = dirname(path); folder !== base; folder = dirname(folder)) {
    await rmdir(folder).catch(() => {});
  }
  return { left: 0 };
}

/** Other models that read files below this one's folder: a part that was given, a sibling's network, a link. */
export async function modelsReading(
  { id, path }: ModelRecord,
  others: readonly ModelRecord[],
): Promise<ModelRecord[]> {
  const folder = await realpath(path).catch(() => path);
  const reading: ModelRecord[] = [];
  for (const other of others) {
    if (other.id === id) continue;
    const named = [other.path, ...Object.values(other.options.parts ?? {})];
    const read = await listModelFiles(other.path, other.options).catch(() => []);
    const paths = [...named, ...read.map((file) => file.path)].filter((one) => one !== undefined);
    for (const one of paths) {
      const real = await realpath(one).catch(() => one);
      if (real === folder || below(folder, real) !== null) {
        reading.push(other);
        break;
      }
    }
  }
  return reading;
}

/** Notes what the studio has written for the model at `path`, beside what it wrote there before. */
export async function noteOwned(
  path: string,
  files: readonly string[],
  places: OwnedPlaces,
): Promise<void> {
  const note = ownedNoteOf(path, places);
  const before = (await readNote(note)) ?? [];
  const all = { files: [...new Set([...before, ...files])] } satisfies OwnedNote;
  await writeFileDurably(note, Buffer.from(JSON.stringify(all)));
}

async function readNote(note: string): Promise<string[] | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(note, 'utf8'))).files;
  } catch {
    return null;
  }
}

/** By the studio's note; models that were fetched before there were notes have the files that are read of them. */
async function writtenNames(model: ModelRecord, note: string): Promise<string[]> {
  const noted = await readNote(note);
  if (noted !== null) return noted;
  const files = await listModelFiles(model.path, { variant: model.options.variant }).catch(
    () => [],
  );
  return files.flatMap(({ path }) => below(model.path, path)?.join('/') ?? []);
}

/** A name from a note must not lead out of the folder, and neither may a link that was put on its way. */
async function deletePlainFile(folder: string, name: string): Promise<void> {
  const parts = below(folder, resolve(folder, name));
  if (parts === null || !isPlain(folder, parts)) return;
  const path = join(folder, ...parts);
  // Windows does not let go of a file that a worker has mapped.
  if (isFile(path)) await rm(path, { force: true }).catch(() => {});
}

/** Deepest first. */
function foldersOf(folder: string, names: readonly string[]): string[] {
  const folders = new Set([folder]);
  for (const name of names) {
    let above = dirname(resolve(folder, name));
    while (below(folder, above) !== null) {
      folders.add(above);
      above = dirname(above);
    }
  }
  return [...folders].toSorted((one, other) => other.length - one.length);
}

async function countFiles(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return 0;
  if (!found.isDirectory()) return 1;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).length;
}

/** The names on the way from `folder` down to `path`; null where it is not below. */
function below(folder: string, path: string): string[] | null {
  const way = relative(folder, path);
  const names = way.split(sep);
  // On Windows the way to another drive is a whole path.
  const isBelow = way !== '' && names[0] !== '..' && !isAbsolute(way);
  return isBelow ? names : null;
}

/** Whether every name on the way is there and none of them is a link. */
function isPlain(folder: string, names: readonly string[]): boolean {
  let path = folder;
  for (const name of names) {
    path = join(path, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isSymbolicLink()) return false;
  }
  return true;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
