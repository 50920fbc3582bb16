import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { findAddition, foldAdditionName } from '../api/contract/additions.ts';
import type { Addition, ChangeAddition } from '../api/contract/additions.ts';
import type { AdditionRecord } from '../database/additions-table.ts';
import { createId } from '../database/create-id.ts';
import type { Tables } from '../database/tables.ts';
import { weightFilesOf } from './added-files.ts';
import { additionNotFound, nameTaken, otherFile } from './addition-errors.ts';
import { findSpelling } from './find-spelling.ts';
import { createNames, shorten } from './free-names.ts';
import { describeReadFailure } from './model-errors.ts';
import type { ModelsService } from './models.ts';
import { factsOfFiles, type FileFacts, hashFiles, type ReadingPace } from './read-hashes.ts';
import { fitting, recognise, requireReadable } from './recognise-addition.ts';
import { describeWriteFailure } from './studio-error.ts';

export interface AdditionsOptions {
  readonly tables: Tables;
  readonly models: Pick<ModelsService, 'list' | 'require' | 'sourceOf'>;
  readonly dataFolder: string;
  readonly clock: () => Date;
  /** While it says so, nothing is read in the background. */
  readonly isBusy: () => boolean;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type AdditionsService = ReturnType<typeof createAdditionsService>;

/** LoRAs, embeddings and VAEs by name: files that stay where the user has them. */
export function createAdditionsService(options: AdditionsOptions) {
  const { tables, models, dataFolder, clock, isBusy, onProblem } = options;
  const close = new AbortController();
  /** What was removed since the studio was opened, for whoever thinks better of it. */
  const removed = new Map<string, AdditionRecord>();
  /** Hashing goes on one file after the other. */
  let reading: Promise<void> = Promise.resolve();

  function known(id: string): AdditionRecord {
    return requireRecord(tables.additions.get(id), id);
  }

  function put(record: AdditionRecord): Addition {
    try {
      tables.additions.put(record);
    } catch (error) {
      throw describeWriteFailure(error, 'The entry of the library', dataFolder, 0);
    }
    return describe(record);
  }

  /** Reads a file through when there is time, and keeps what is in it. */
  function note({ id, path }: Pick<AdditionRecord, 'id' | 'path'>): void {
    reading = reading.then(async () => {
      if (close.signal.aborted) return;
      try {
        const pace = { signal: close.signal, rest: 1, isBusy };
        const { bytes, changed, sha256 } = await hashOf(path, pace);
        const now = tables.additions.get(id);
        // It may have been removed or moved meanwhile.
        if (now?.path === path) tables.additions.put({ ...now, bytes, changed, sha256 });
      } catch (error) {
        // One that is away is missing, which the list says.
        if (!close.signal.aborted && existsSync(path)) {
          onProblem(`The file ${path} of the library cannot be read through.`, error);
        }
      }
    });
  }

  return {
    async list(): Promise<Addition[]> {
      return tables.additions.list().map(describe);
    },

    /** @throws StudioError MODEL_UNREADABLE, CANNOT_SAVE */
    async add({ path: given }: { path: string }): Promise<Addition> {
      const path = await findSpelling(resolve(given));
      const kind = await recognise(path, models);
      const { bytes, changed } = await factsOf(path);
      const all = tables.additions.list();
      const before = all.find((record) => record.path === path);
      if (before) return describe(before);
      const taken = all.filter((record) => record.kind === kind).map(({ name }) => name);
      const freeName = createNames(new Set(taken.map(foldAdditionName)), foldAdditionName);
      const stem = basename(path, extname(path)).normalize('NFC');
      const name = freeName(shorten(stem.replaceAll(/[<>＜＞:：]/g, ' ')) || kind);
      const record = { id: createId(clock()), kind, name, notes: '', path, bytes, changed };
      const added = put({ ...record, sha256: null });
      note(record);
      return added;
    },

    /** @throws StudioError ADDITION_NOT_FOUND, ADDITION_NAME_TAKEN, CANNOT_SAVE */
    async change({ id, name, notes }: ChangeAddition): Promise<Addition> {
      const record = known(id);
      const other = findAddition(tables.additions.list(), record.kind, name ?? record.name);
      if (other !== undefined && other.id !== id) throw nameTaken(name ?? record.name);
      return put({ ...record, name: name ?? record.name, notes: notes ?? record.notes });
    },

    /**
     * @throws StudioError ADDITION_NOT_FOUND, CANNOT_SAVE; MODEL_UNREADABLE, with the reason `other-weights` where it is
     *   another file
     */
    async relink({ id, path: given }: { id: string; path: string }): Promise<Addition> {
      const record = known(id);
      const path = await findSpelling(resolve(given));
      const kind = await recognise(path, models);
      const read = await hashOf(path).catch((error: unknown) => {
        throw describeReadFailure(error, path);
      });
      const isOther = record.sha256 !== null && record.sha256 !== read.sha256;
      const holder = tables.additions.list().find((one) => one.path === path && one.id !== id);
      if (kind !== record.kind || isOther || holder) throw otherFile(record, path);
      const { bytes, changed, sha256 } = read;
      return put({ ...known(id), path, bytes, changed, sha256 });
    },

    /** @throws StudioError CANNOT_SAVE */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      const record = tables.additions.get(id);
      try {
        tables.additions.remove(id);
      } catch (error) {
        throw describeWriteFailure(error, 'The removal', dataFolder, 0);
      }
      if (record) removed.set(id, record);
      return { id };
    },

    /** @throws StudioError ADDITION_NOT_FOUND, ADDITION_NAME_TAKEN where another has its name or file by now, CANNOT_SAVE */
    async restore({ id }: { id: string }): Promise<Addition> {
      const record = requireRecord(removed.get(id), id);
      const all = tables.additions.list();
      const isTaken =
        findAddition(all, record.kind, record.name) !== undefined ||
        all.some(({ path }) => path === record.path);
      if (isTaken) throw nameTaken(record.name);
      const restored = put(record);
      removed.delete(id);
      if (record.sha256 === null) note(record);
      return restored;
    },

    /** @throws StudioError ADDITION_NOT_FOUND, MODEL_UNREADABLE where its file cannot be read */
    async fits({ id }: { id: string }): Promise<{ modelIds: string[] }> {
      const { kind, path } = known(id);
      try {
        await requireReadable(kind, path);
        const modelIds: string[] = [];
        for await (const modelId of fitting(kind, path, models)) modelIds.push(modelId);
        return { modelIds };
      } catch (error) {
        throw describeReadFailure(error, path);
      }
    },

    /** Takes up what a studio before has not read through. */
    resume(): void {
      for (const record of tables.additions.list()) {
        if (record.sha256 === null && existsSync(record.path)) note(record);
      }
    },

    /** What has been read stays known. */
    async close(): Promise<void> {
      close.abort();
      await reading;
    },
  };
}

function requireRecord(record: AdditionRecord | undefined, id: string): AdditionRecord {
  if (record === undefined) throw additionNotFound(id);
  return record;
}

async function factsOf(path: string): Promise<FileFacts> {
  return await factsOfFiles(await weightFilesOf(path));
}

async function hashOf(path: string, pace?: ReadingPace) {
  return await hashFiles(await weightFilesOf(path), pace);
}

function describe({ changed: _changed, ...record }: AdditionRecord): Addition {
  return { ...record, state: existsSync(record.path) ? 'ready' : 'missing' };
}
