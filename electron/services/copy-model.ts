import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { ModelOptions } from '../api/contract/models.ts';
import type { KnownFile } from '../database/model-files-table.ts';
import { moveFileDurably } from '../images/write-file-durably.ts';
import { listModelFiles, type ModelFile } from './model-files.ts';
import { ownedNoteOf, type OwnedPlaces } from './owned-note.ts';
import { describeCopyFailure, StudioError } from './studio-error.ts';
import { requireSpace } from './require-space.ts';

export interface CopyOptions {
  /** Name of the copy's folder, an id of the studio's. */
  readonly id: string;
  readonly places: OwnedPlaces;
  /** Bytes that will be needed on the same disk afterwards. */
  readonly furtherBytes: number;
  readonly signal: AbortSignal | undefined;
}

export interface CopiedModel {
  /** Absolute path of the copy. */
  readonly path: string;
  /** As the copy is to be read: parts that were given are copies too. */
  readonly options: ModelOptions;
  readonly files: readonly KnownFile[];
}

export interface CopyProgress {
  /** `checking`: what was written is read again and compared. */
  readonly type: 'copying' | 'checking';
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

const unfinished = /^[0-9a-z]{16}\.part$/;
const chunkBytes = 2 ** 20;
const reportEveryBytes = 32 * 2 ** 20;

/**
 * Copies what is read of a model into a folder of the studio's own. The folder takes its name when all of it is there, safe
 * on disk and the same as what was read; until then, and where anything fails, nothing of it is left. A studio that is
 * killed meanwhile leaves `ID.part`, which `deleteUnfinished` clears away.
 *
 * @param source absolute path of a model that can be read
 * @throws StudioError CANNOT_COPY; the signal's reason
 */
export async function* copyModel(
  source: string,
  options: ModelOptions,
  { id, places, furtherBytes, signal }: CopyOptions,
): AsyncGenerator<CopyProgress, CopiedModel, void> {
  const root = join(places.copies, id);
  const partial = `${root}.part`;
  let neededBytes = furtherBytes;
  let whole = false;
  try {
    const files = await listModelFiles(source, options);
    const isFolder = (await stat(source)).isDirectory();
    const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
    neededBytes += bytesTotal;
    await mkdir(places.copies, { recursive: true });
    await requireSpace(places.copies, neededBytes);
    const name = basename(source);
    const placeOf = (file: ModelFile): string =>
      isFolder && !file.name.startsWith('parts/') ? `${name}/${file.name}` : file.name;
    const copied = yield* copyFiles(files, (file) => join(partial, placeOf(file)), signal);
    yield* checkFiles(files, copied, (file) => join(partial, placeOf(file)), signal);
    const moved = moveParts(options, files);
    await ownedNoteOf(join(partial, name), places).write({
      files: files.map(placeOf),
      copy: { name, options: moved, forgotten: false },
    });
    await moveFileDurably(partial, root);
    whole = true;
    return { path: join(root, name), options: partsBelow(root, moved), files: copied };
  } catch (error) {
    throw signal?.aborted ? error : describeCopyFailure(error, places.copies, neededBytes);
  } finally {
    if (!whole) await rm(partial, { recursive: true, force: true });
  }
}

/** Clears away what killed studios have left of copies. Links and other names are not theirs. */
export async function deleteUnfinished(copies: string): Promise<void> {
  const names = await readdir(copies).catch(() => []);
  for (const name of names.filter((one) => unfinished.test(one))) {
    const path = join(copies, name);
    if ((await lstat(path)).isDirectory()) await rm(path, { recursive: true, force: true });
  }
}

async function* copyFiles(
  files: readonly ModelFile[],
  placeOf: (file: ModelFile) => string,
  signal: AbortSignal | undefined,
): AsyncGenerator<CopyProgress, KnownFile[], void> {
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const copied: KnownFile[] = [];
  let [bytesDone, reported] = [0, 0];
  yield { type: 'copying', bytesDone, bytesTotal };
  for (const file of files) {
    const to = placeOf(file);
    await mkdir(dirname(to), { recursive: true });
    const before = await stat(file.path);
    const hash = createHash('sha256');
    const target = await open(to, 'wx');
    try {
      for await (const bytes of contentOf(file, chunkBytes)) {
        signal?.throwIfAborted();
        hash.update(bytes);
        await target.writeFile(bytes);
        bytesDone += bytes.byteLength;
        if (bytesDone - reported < reportEveryBytes) continue;
        reported = bytesDone;
        yield { type: 'copying', bytesDone, bytesTotal };
      }
      await target.sync();
    } finally {
      await target.close();
    }
    const after = await stat(file.path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw notTheSame(file.path);
    const { size, mtimeMs } = await stat(to);
    copied.push({ name: file.name, bytes: size, changed: mtimeMs, sha256: hash.digest('hex') });
    yield { type: 'copying', bytesDone, bytesTotal };
  }
  return copied;
}

async function* checkFiles(
  files: readonly ModelFile[],
  copied: readonly KnownFile[],
  placeOf: (file: ModelFile) => string,
  signal: AbortSignal | undefined,
): AsyncGenerator<CopyProgress, void, void> {
  const bytesTotal = copied.reduce((sum, { bytes }) => sum + bytes, 0);
  let [bytesDone, reported] = [0, 0];
  for (const [index, file] of files.entries()) {
    const path = placeOf(file);
    const hash = createHash('sha256');
    const handle = await open(path);
    for await (const bytes of handle.createReadStream({ highWaterMark: chunkBytes })) {
      signal?.throwIfAborted();
      hash.update(bytes as Buffer);
      bytesDone += (bytes as Buffer).byteLength;
      if (bytesDone - reported < reportEveryBytes) continue;
      reported = bytesDone;
      yield { type: 'checking', bytesDone, bytesTotal };
    }
    if (hash.digest('hex') !== copied[index]?.sha256) throw notTheSame(file.path);
  }
  yield { type: 'checking', bytesDone: bytesTotal, bytesTotal };
}

const overlaySchema = z.looseObject({ components: z.unknown().optional() });

/** Its bytes; of nishiki.json without the places of networks that lie with siblings: in the copy they are its own. */
async function* contentOf(
  { name, path }: ModelFile,
  chunk: number,
): AsyncGenerator<Uint8Array, void, void> {
  if (name === 'nishiki.json') {
    const text = await readFile(path, 'utf8');
    const { components, ...overlay } = overlaySchema.parse(JSON.parse(text));
    const isAlone = components === undefined || Object.keys(components as object).length === 0;
    yield Buffer.from(isAlone ? text : JSON.stringify(overlay, null, 2));
    return;
  }
  const handle = await open(path);
  for await (const bytes of handle.createReadStream({ highWaterMark: chunk })) {
    yield bytes as Buffer;
  }
}

/** The given parts, at their places below the copy's folder: a folder as a folder, a file as that file. */
function moveParts(options: ModelOptions, files: readonly ModelFile[]): ModelOptions {
  return mapParts(options, (part, path) => {
    const isFile = files.some((file) => file.path === path);
    return ['parts', part, ...(isFile ? [basename(path)] : [])].join('/');
  });
}

/** The options of a copy's note with the places of its parts made absolute. */
export function partsBelow(root: string, options: ModelOptions): ModelOptions {
  return mapParts(options, (_part, path) => join(root, path));
}

function mapParts(
  { parts, ...options }: ModelOptions,
  place: (part: string, path: string) => string,
): ModelOptions {
  const mapped = Object.entries(parts ?? {}).flatMap(([part, path]) =>
    path === undefined ? [] : [[part, place(part, path)]],
  );
  if (mapped.length === 0) return options;
  return { ...options, parts: Object.fromEntries(mapped) as ModelOptions['parts'] };
}

function notTheSame(path: string): StudioError<'CANNOT_COPY'> {
  return new StudioError(
    'CANNOT_COPY',
    { folder: dirname(path), reason: 'changed', neededBytes: 0 },
    `The file ${path} could not be copied: what was written is not what was read, or the file was changed meanwhile. Nothing of the copy was kept, and the model's own files are unharmed. Wait until nothing writes to it, check the disk, and try again.`,
  );
}
