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
  let reading: { id: string; share: number; abort: AbortController } | null = null;
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
      const now = { id, share: 0, abort };
      reading = now;
      const signal = AbortSignal.any([abort.signal, close.signal]);
      try {
        await readThrough(model, {
          pace: { signal, rest: backgroundRest, isBusy },
          onShare: (share) => (now.share = share),
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

  /** Reads what is not known yet, or has another size or time than when it was. */
  async function readThrough(
    { id, path, options }: ModelRecord,
    { pace, onShare }: { pace: ReadingPace; onShare: (share: number) => void },
  ): Promise<string> {
    const files = (await listModelFiles(path, options)).filter(isWeighed);
    const before = new Map(tables.modelFiles.of(id).map((file) => [file.name, file]));
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    const onBytes = (count: number): void => onShare((done += count) / Math.max(1, total));
    const all: KnownFile[] = [];
    for (const file of files) {
      const known = before.get(file.name);
      if (known !== undefined && isUntouched(file, known)) {
        onBytes(file.bytes);
        all.push(known);
        continue;
      }
      const read = await hashModelFile(file, { ...pace, onBytes });
      // It may have been removed meanwhile.
      if (tables.models.get(id) === null) throw new DOMException('It was removed.', 'AbortError');
      tables.modelFiles.save(id, read);
      all.push(read);
    }
    const sha256 = joinHashes(all);
    tables.modelFiles.finish(id, all, sha256);
    return sha256;
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
      const files = (await listModelFiles(model.path, model.options)).filter(isWeighed);
      const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
      let [bytesDone, reported] = [0, 0];
      const now: KnownFile[] = [];
      events.push({ type: 'reading', bytesDone, bytesTotal });
      const onBytes = (count: number): void => {
        bytesDone += count;
        if (bytesDone - reported < reportEveryBytes) return;
        reported = bytesDone;
        events.push({ type: 'reading', bytesDone, bytesTotal });
      };
      for (const file of files) now.push(await hashModelFile(file, { ...pace, onBytes }));
      const sha256 = joinHashes(now);
      const changed = isFirst ? [] : differences(before, now);
      if (changed.length === 0 && tables.models.get(model.id) !== null) {
        tables.modelFiles.finish(model.id, now, sha256);
      }
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
      if (sha256 !== null) return { state: 'known', share: 1, sha256 };
      if (reading?.id === id) return { state: 'reading', share: reading.share, sha256: null };
      const state = waiting.includes(id) && !embedded ? 'waiting' : 'unknown';
      return { state, share: 0, sha256: null };
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
