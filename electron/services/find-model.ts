import { readdir } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import type { ModelOptions as ReadingOptions } from '../../native-models/checkpoints/model-options.ts';
import type { ModelOptions } from '../api/contract/models.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { KnownFile } from '../database/model-files-table.ts';
import { listModelFiles } from './model-files.ts';
import { createModelRecord } from './model-record.ts';
import { hashModelFile, isWeighed, joinHashes } from './read-hashes.ts';
import { sampleModelFiles } from './sample-files.ts';

/** How far below a folder a model is looked for, and among how many folders. */
const mostDepth = 8;
const mostFolders = 20_000;

export interface MovedModel {
  readonly record: ModelRecord;
  /** Empty where the model had not been read through before. */
  readonly files: readonly KnownFile[];
}

export type SearchEvent =
  | { readonly type: 'looking'; readonly folders: number }
  | { readonly type: 'checking'; readonly bytesDone: number; readonly bytesTotal: number };

export interface SearchOptions {
  readonly signal: AbortSignal | undefined;
  /** How a model is read, its rewritten weights included. */
  readonly sourceOf: (model: ModelRecord) => { readonly options: ReadingOptions };
}

/**
 * Looks in a folder and below for the files of a model that is gone, whatever they are called now. A candidate has the same
 * kind and, where it is one file, size; then the same fingerprint; then, where the model has been read through before, the
 * same SHA-256, and where its weights were rewritten and it has not, the same samples.
 *
 * @param sha256 of the whole model; null where it is not known
 * @throws the signal's reason. What cannot be read is passed over.
 */
export async function* findModelBelow(
  known: ModelRecord,
  folder: string,
  sha256: string | null,
  { signal, sourceOf }: SearchOptions,
): AsyncGenerator<SearchEvent, MovedModel | null, void> {
  const ending = extname(known.path).toLowerCase();
  const isSingle = /^\.(?:safetensors|ckpt|pth?|bin)$/.test(ending);
  const waiting = [{ place: folder, depth: 0 }];
  let folders = 0;
  // A single file may be named itself.
  if (isSingle && extname(folder).toLowerCase() === ending) {
    const moved = yield* examine(known, folder, sha256, { signal, sourceOf });
    if (moved !== null) return moved;
  }
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    signal?.throwIfAborted();
    if (folders >= mostFolders) return null;
    folders += 1;
    if (folders % 100 === 1) yield { type: 'looking', folders };
    const { place, depth } = next;
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    const candidates = isSingle
      ? entries.filter((entry) => extname(entry.name).toLowerCase() === ending)
      : entries.filter((entry) => entry.name === 'model_index.json');
    for (const { name } of candidates) {
      const path = isSingle ? join(place, name) : place;
      const moved = yield* examine(known, path, sha256, { signal, sourceOf });
      if (moved !== null) return moved;
    }
    if (depth === mostDepth) continue;
    // Links may lead round in circles.
    for (const entry of entries.filter((one) => one.isDirectory())) {
      waiting.push({ place: join(place, entry.name), depth: depth + 1 });
    }
  }
  return null;
}

async function* examine(
  known: ModelRecord,
  path: string,
  sha256: string | null,
  { signal, sourceOf }: SearchOptions,
): AsyncGenerator<SearchEvent, MovedModel | null, void> {
  const options = optionsAt(known, path);
  const record = await readRecord({ ...known, options, path }, sourceOf);
  if (record === null || record.fingerprint !== known.fingerprint) return null;
  if (sha256 === null) {
    const isOther = known.rewritten !== null && !(await isSampledAs(path, options, known.sampled));
    return isOther ? null : { record, files: [] };
  }
  const files = yield* readThrough(path, options, signal);
  return joinHashes(files) === sha256 ? { record, files } : null;
}

/** Whether what lies there is, all of it, what was read before as `sha256`; a single file may be called otherwise. */
export async function isSameContent(
  path: string,
  options: ModelOptions,
  sha256: string,
): Promise<boolean> {
  const reading = readThrough(path, options, undefined);
  let next = await reading.next();
  while (!next.done) next = await reading.next();
  return joinHashes(next.value) === sha256;
}

/**
 * Whether samples of the files there are those of the model's import. The fingerprint of a rewritten model is that of the
 * studio's own weights, whatever lies there.
 *
 * @param sampled null agrees with nothing
 */
export async function isSampledAs(
  path: string,
  options: ModelOptions,
  sampled: string | null,
): Promise<boolean> {
  return sampled !== null && (await sampleModelFiles(path, options)) === sampled;
}

async function* readThrough(
  path: string,
  options: ModelOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<SearchEvent, readonly KnownFile[], void> {
  const files = (await listModelFiles(path, options)).filter(isWeighed);
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytesDone = 0;
  const read: KnownFile[] = [];
  for (const file of files) {
    yield { type: 'checking', bytesDone, bytesTotal };
    // A single file may be called otherwise now; its name is no part of what it is.
    read.push(await hashModelFile(file, { signal }));
    bytesDone += file.bytes;
  }
  return read;
}

async function readRecord(
  moved: ModelRecord,
  sourceOf: SearchOptions['sourceOf'],
): Promise<ModelRecord | null> {
  try {
    const model = await readModel(moved.path, sourceOf(moved).options);
    return await createModelRecord(model, moved, moved.arm);
  } catch {
    // Another model, half a model, or not readable: not the one that is looked for.
    return null;
  }
}

/** Parts that lay in the model's own folder have moved with it. */
function optionsAt({ path: before, options }: ModelRecord, path: string): ModelOptions {
  if (options.parts === undefined) return options;
  const parts = Object.entries(options.parts).map(([part, place]) => [
    part,
    place?.startsWith(before + sep) ? join(path, place.slice(before.length)) : place,
  ]);
  return { ...options, parts: Object.fromEntries(parts) as NonNullable<ModelOptions['parts']> };
}
