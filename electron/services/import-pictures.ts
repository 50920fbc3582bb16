import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type {
  importFailureReasons,
  ImportPicturesEvent,
  ImportPicturesRequest,
  ImportTally,
  Keep,
} from '../api/contract/import-pictures.ts';
import type { Tables } from '../database/tables.ts';
import { PictureFileError } from '../images/picture-file-error.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import { findPictureFiles, type FoundPictureFile } from './find-picture-files.ts';
import type { GalleryChanges } from './gallery-changes.ts';
import { inParallel } from './in-parallel.ts';
import { createKeeper, type Kept } from './keep-taken-in.ts';
import { StudioError, describeWriteFailure, systemErrorCode } from './studio-error.ts';
import { takeInPicture, type Arrival, type StagedPicture } from './take-in-picture.ts';

interface PictureImportOptions {
  readonly tables: Tables;
  readonly folders: PictureFolders;
  readonly dataFolder: string;
  readonly isThere: () => boolean;
  readonly clock: () => Date;
  readonly changed: GalleryChanges['tell'];
}

export interface PictureUpload {
  readonly file: Blob;
  readonly name: string;
  readonly modifiedAt?: string | undefined;
}

type Failed = Extract<ImportPicturesEvent, { type: 'failed' }>;

/** Files read at a time: while one waits for the disk, others are decoded. */
const readTogether = 6;
/** Pictures that are kept together, while the next ones are read. */
const keptTogether = 32;

export type PictureImportService = ReturnType<typeof createPictureImportService>;

/** Pictures that were made elsewhere, on their way into the gallery. The files they come from are only read. */
export function createPictureImportService(options: PictureImportOptions) {
  const { tables, folders, dataFolder, clock } = options;
  /** Pictures whose rows are still to be written. */
  const underWay = new Map<string, string>();
  const keeper = createKeeper(tables, underWay);

  function requireFolder(): void {
    if (options.isThere()) return;
    throw Object.assign(new Error(`The data folder ${dataFolder} is not there.`), {
      code: 'ENOENT',
    });
  }

  async function takeFile(
    { path, bytes: size, modifiedMs }: FoundPictureFile,
    keep: Keep,
  ): Promise<StagedPicture | 'known' | Failed> {
    const source = { path, bytes: size, modifiedMs };
    if (tables.pictureSources.pictureOf(source) !== null) return 'known';
    const bytes = await readFile(path).catch((error: unknown) => {
      if (systemErrorCode(error) === null) throw error;
      return describeFailure(path, 'unreadable', error);
    });
    if (!(bytes instanceof Uint8Array)) return bytes;
    const modified = new Date(modifiedMs);
    const arrival: Arrival = {
      bytes,
      name: basename(path),
      modified,
      source,
      linked: keep === 'link',
    };
    try {
      requireFolder();
      const taking = await takeInPicture(arrival, { tables, folders, clock, underWay });
      if (taking.outcome === 'added') return taking;
      // One that is under way has no row yet to point to.
      if (tables.pictureFiles.get(taking.pictureId) !== null) {
        tables.pictureSources.set(source, taking.pictureId);
      }
      return 'known';
    } catch (error) {
      if (!(error instanceof PictureFileError)) throw error;
      const reason = error.code === 'unknown-format' ? 'not-a-picture' : 'damaged';
      return describeFailure(path, reason, error);
    }
  }

  async function finish(last: readonly StagedPicture[], kept: Kept): Promise<void> {
    try {
      await keeper.keep(last, kept);
    } finally {
      keeper.keepOwn(kept);
      options.changed();
    }
  }

  return {
    /**
     * Takes in all pictures below folders. What the gallery has is passed over, so running it again goes on where it was
     * stopped. However it ends, what was taken in by then is in the gallery.
     *
     * @throws StudioError PICTURES_UNREADABLE where a path cannot be read, CANNOT_SAVE; the signal's reason
     */
    async *import(
      { paths, keep = 'copy' }: ImportPicturesRequest,
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<ImportPicturesEvent, void, void> {
      const files = await findFiles(paths, dataFolder, signal);
      const tally = { done: 0, total: files.length, added: 0, known: 0, failed: 0 };
      /** Read, and still without their names. */
      const waiting: StagedPicture[] = [];
      const kept: Kept = { count: 0, own: [] };
      let keeping = Promise.resolve();
      let failure: unknown;
      const keepWaiting = async (): Promise<void> => {
        await keeping;
        keeping = keeper.keep(waiting.splice(0), kept);
        // It is heard of when it is waited for.
        keeping.catch(() => {});
      };
      /** Only when nothing is under way any more is it known how many were kept. */
      const endKeeping = async (): Promise<void> => {
        const note = (error: unknown): void => void (failure ??= error);
        await keeping.catch(note);
        await finish(waiting.splice(0), kept).catch(note);
        if (failure === undefined) return;
        throw describeWriteFailure(failure, 'A picture', folders.pictures, kept.count);
      };
      yield { type: 'progress', ...tally };
      try {
        const takings = inParallel(untilAborted(files, signal), readTogether, (file) =>
          takeFile(file, keep).then((taking) => {
            if (taking !== 'known' && !('type' in taking)) waiting.push(taking);
            return taking;
          }),
        );
        for await (const taking of takings) {
          count(tally, taking);
          if (typeof taking === 'object' && 'type' in taking) yield taking;
          if (tally.done % keptTogether !== 0) continue;
          await keepWaiting();
          yield { type: 'progress', ...tally };
        }
        await keepWaiting();
        await keeping;
      } catch (error) {
        failure = error;
      } finally {
        // Also where the iteration is ended: what was read by then stays.
        await endKeeping();
      }
      signal?.throwIfAborted();
      yield { type: 'done', ...tally };
    },

    /**
     * Takes in one picture whose bytes come from the page.
     *
     * @throws StudioError INPUT_UNREADABLE, CANNOT_SAVE
     */
    async add({
      file,
      name,
      modifiedAt,
    }: PictureUpload): Promise<{ outcome: 'added' | 'known'; pictureId: string }> {
      const bytes = await file.bytes();
      const modified = modifiedAt === undefined ? clock() : new Date(modifiedAt);
      const arrival = { bytes, name: basename(name), modified, source: null, linked: false };
      try {
        requireFolder();
        const taking = await takeInPicture(arrival, { tables, folders, clock, underWay });
        if (taking.outcome === 'known') return taking;
        await finish([taking], { count: 0, own: [] });
        return { outcome: 'added', pictureId: taking.picture.id };
      } catch (error) {
        if (!(error instanceof PictureFileError)) {
          throw describeWriteFailure(error, 'The picture', folders.pictures, 0);
        }
        throw new StudioError(
          'INPUT_UNREADABLE',
          { detail: error.message },
          `${name} is no picture that can be taken into the gallery: ${error.message} Nothing was changed.`,
          { cause: error },
        );
      }
    },
  };
}

async function findFiles(
  paths: readonly string[],
  dataFolder: string,
  signal: AbortSignal | undefined,
): Promise<FoundPictureFile[]> {
  const absolute = paths.map((path) => resolve(path));
  try {
    return await findPictureFiles(absolute, dataFolder, signal);
  } catch (error) {
    const reason = systemErrorCode(error);
    if (reason === null || !(error instanceof Error)) throw error;
    const path =
      'path' in error && typeof error.path === 'string' ? error.path : absolute.join(', ');
    throw new StudioError(
      'PICTURES_UNREADABLE',
      { path, reason },
      `The pictures in ${path} cannot be read (${reason}). Nothing was changed. Check the path, and that this user may read it.`,
      { cause: error },
    );
  }
}

/** Ends when `signal` aborts: what is under way is finished, nothing more is begun. */
function* untilAborted<Item>(items: readonly Item[], signal: AbortSignal | undefined) {
  for (const item of items) {
    if (signal?.aborted === true) return;
    yield item;
  }
}

function count(tally: { -readonly [Name in keyof ImportTally]: number }, taking: unknown): void {
  tally.done += 1;
  if (taking === 'known') tally.known += 1;
  else if (typeof taking === 'object' && taking !== null && 'type' in taking) tally.failed += 1;
  else tally.added += 1;
}

function describeFailure(
  path: string,
  reason: (typeof importFailureReasons)[number],
  error: unknown,
): Failed {
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'failed', path, reason, detail };
}
