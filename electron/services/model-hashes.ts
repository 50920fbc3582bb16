import type { CheckEvent, Model } from '../api/contract/models.ts';
import type { KnownFile } from '../database/model-files-table.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { createEventQueue } from '../workers/event-queue.ts';
import { listModelFiles, type ModelFile } from './model-files.ts';
import { hashModelFile, isWeighed, joinHashes, type ReadingPace } from './read-hashes.ts';

export interface ModelHashesOptions {
  readonly tables: Tables;
  /** While it says so, nothing is read in the background. */
  readonly isBusy: () => boolean;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

interface Progress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

interface Reading {
  readonly pace: ReadingPace;
  readonly isCheck: boolean;
  readonly onProgress: (progress: Progress) => void;
}

const nothingRead: Progress = { bytesDone: 0, bytesTotal: 0 };

/** Reading and resting alternate evenly: the disk and one core are half free. */
const backgroundRest = 1;
const reportEveryBytes = 16 * 2 ** 20;

/**
 * What is in models, read through in the background: one model after the other, each file kept as soon as it is done, so
 * that another start goes on after it.
 */
export function createModelHashes({ tables, isBusy, onProblem }: ModelHashesOptions) {
  const waiting: string[] = [];
  const close = new AbortController();
  let reading: { id: string; progress: Progress; abort: AbortController } | null = null;
  let loop: Promise<void> | null = null;

  async function work(): Promise<void> {
    for (
      let id = waiting.shift();
      id !== undefined && !close.signal.aborted;
      id = waiting.shift()
    ) {
      const model = tables.models.get(id);
      if (model === null) continue;
      const abort = new AbortController();
      const now = { id, progress: nothingRead, abort };
      reading = now;
      const signal = AbortSignal.any([abort.signal, close.signal]);
      try {
        await readThrough(model, {
          pace: { signal, rest: backgroundRest, isBusy },
          isCheck: false,
          onProgress: (progress) => (now.progress = progress),
        });
      } catch (error) {
        // A model that is away is missing, which its card says.
        if (!signal.aborted && tables.models.get(id) !== null && !isGone(error)) {
          onProblem(`The files of the model ${model.path} cannot be read through.`, error);
        }
      }
      reading = null;
    }
  }

  /**
   * @param reading.isCheck everything is read, whatever is known, and nothing kept; otherwise what is not known yet, or has
   *   another size or time than when it was, and each file is kept as soon as it is done
   */
  async function readThrough(
    { id, path, options }: ModelRecord,
    { pace, isCheck, onProgress }: Reading,
  ): Promise<readonly KnownFile[]> {
    const files = (await listModelFiles(path, options)).filter(isWeighed);
    const known = isCheck ? [] : tables.modelFiles.of(id);
    const before = new Map(known.map((file) => [file.name, file]));
    const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let bytesDone = 0;
    onProgress({ bytesDone, bytesTotal });
    const onBytes = (count: number): void => {
      bytesDone += count;
      onProgress({ bytesDone, bytesTotal });
    };
    const all: KnownFile[] = [];
    for (const file of files) {
      const kept = before.get(file.name);
      if (kept !== undefined && isUntouched(file, kept)) {
        onBytes(file.bytes);
        all.push(kept);
        continue;
      }
      const read = await hashModelFile(file, { ...pace, onBytes });
      // It may have been removed meanwhile.
      if (tables.models.get(id) === null) throw new DOMException('It was removed.', 'AbortError');
      if (!isCheck) tables.modelFiles.save(id, read);
      all.push(read);
    }
    if (!isCheck) tables.modelFiles.finish(id, all, joinHashes(all));
    return all;
  }

  /** Somebody waits for it: without rests, and the background leaves this model alone. */
  async function* check(
    model: ModelRecord,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<CheckEvent, void, void> {
    stop(model.id);
    const before = tables.modelFiles.of(model.id);
    const isFirst = tables.modelFiles.whole(model.id) === null;
    const left = new AbortController();
    const events = createEventQueue<CheckEvent>();
    const pace = { signal: signal ? AbortSignal.any([signal, left.signal]) : left.signal };
    const running = (async () => {
      let reported = -reportEveryBytes;
      const onProgress = (progress: Progress): void => {
        if (progress.bytesDone - reported < reportEveryBytes) return;
        reported = progress.bytesDone;
        events.push({ type: 'reading', ...progress });
      };
      // What the background has read of it already need not be read twice.
      const now = await readThrough(model, { pace, isCheck: !isFirst, onProgress });
      const sha256 = joinHashes(now);
      const changed = isFirst ? [] : differences(before, now);
      if (!isFirst && changed.length === 0) tables.modelFiles.finish(model.id, now, sha256);
      const result = isFirst ? 'first' : changed.length === 0 ? 'same' : 'changed';
      events.push({ type: 'checked', result, changed, sha256 });
    })();
    running.then(
      () => events.end(),
      (error: unknown) => events.fail(error),
    );
    try {
      yield* events;
    } finally {
      left.abort();
      await running.catch(() => {});
    }
  }

  function stop(id: string): void {
    const place = waiting.indexOf(id);
    if (place >= 0) waiting.splice(place, 1);
    if (reading?.id === id) reading.abort.abort();
  }

  return {
    /** Reads the model through when there is time. */
    note(id: string): void {
      if (close.signal.aborted || waiting.includes(id)) return;
      if (reading?.id === id) reading.abort.abort();
      waiting.push(id);
      loop ??= work().finally(() => (loop = null));
    },

    /** Leaves the model alone: it is gone, or somebody else reads it. */
    stop,

    check,

    state({ id, embedded }: Pick<ModelRecord, 'id' | 'embedded'>): Model['content'] {
      const sha256 = tables.modelFiles.whole(id);
      if (sha256 !== null) return { state: 'known', sha256, ...nothingRead };
      if (reading?.id === id) return { state: 'reading', sha256: null, ...reading.progress };
      const state = waiting.includes(id) && !embedded ? 'waiting' : 'unknown';
      return { state, sha256: null, ...nothingRead };
    },

    /** What has been read stays known. */
    async close(): Promise<void> {
      close.abort();
      await loop;
    },
  };
}

/** Names of files that are others now, gone or new. */
function differences(before: readonly KnownFile[], now: readonly KnownFile[]): string[] {
  const names = new Set([...before, ...now].map(({ name }) => name));
  const hashIn = (files: readonly KnownFile[], name: string): string | undefined =>
    files.find((file) => file.name === name)?.sha256;
  return [...names].filter((name) => hashIn(before, name) !== hashIn(now, name)).toSorted();
}

function isUntouched(file: ModelFile, known: KnownFile): boolean {
  return file.bytes === known.bytes && file.changed === known.changed;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
