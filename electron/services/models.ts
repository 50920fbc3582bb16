import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CheckpointError } from '../../native-models/checkpoints/checkpoint-error.ts';
import type { ModelOptions } from '../../native-models/checkpoints/model-options.ts';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { TokenizerError } from '../../native-models/tokenizers/tokenizer-error.ts';
import type {
  ChangeModel,
  ImportEvent,
  ImportRequest,
  Model,
  RemovedModel,
  RemoveModel,
} from '../api/contract/models.ts';
import type { ModelRecord, ModelWords } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { importModel } from './import-model.ts';
import { createModelLibrary } from './model-library.ts';
import { createModelRecord } from './model-record.ts';
import { deleteOwned, isOwned, modelsReading, noteOwned, type OwnedPlaces } from './owned-files.ts';
import { StudioError, systemErrorCode } from './studio-error.ts';

export interface ModelsServiceOptions {
  readonly tables: Tables;
  /** Where weights are written that cannot be used in place. */
  readonly libraryFolder: string;
  /** Where the studio fetches models to. */
  readonly downloadFolder: string;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/** What `readModel` and a worker need to know of a model. */
export interface ModelSource {
  readonly path: string;
  readonly options: ModelOptions;
}

export type ModelsService = ReturnType<typeof createModelsService>;

export function createModelsService({
  tables,
  libraryFolder,
  downloadFolder,
  clock,
  onProblem,
}: ModelsServiceOptions) {
  const library = createModelLibrary(libraryFolder);
  const owned: OwnedPlaces = { downloads: downloadFolder, copies: join(libraryFolder, 'copies') };
  /** Imports under way. */
  let importing = 0;

  function sourceOf({ path, options, rewritten }: ModelRecord): ModelSource {
    return rewritten === null
      ? { path, options }
      : { path, options: { ...options, rewritten: library.pathOf(rewritten) } };
  }

  function isThere({ path, rewritten, options }: ModelRecord): boolean {
    const isModel =
      existsSync(join(path, 'model_index.json')) ||
      statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    const parts = Object.values(options.parts ?? {}).filter((part) => part !== undefined);
    const own = rewritten === null ? [] : [library.pathOf(rewritten)];
    return isModel && [...parts, ...own].every((file) => existsSync(file));
  }

  const withState = (model: ModelRecord): Model => ({
    ...model,
    ...nameAndNotes(tables.models.words(model.id), model),
    state: isThere(model) ? 'ready' : 'missing',
    owned: isOwned(model.path, owned),
  });

  /** Deletes rewritten weights that no model has any more, or that a crash has left half-written. */
  async function tidyLibrary(): Promise<void> {
    // The file of an import under way has no row yet.
    if (importing > 0) return;
    const models = tables.models.list();
    const names = models.flatMap(({ rewritten }) => rewritten ?? []);
    // A user may keep models of their own there.
    const referred = models.flatMap(({ path, options }) => [
      path,
      ...Object.values(options.parts ?? {}).filter((part) => part !== undefined),
    ]);
    try {
      await library.keepOnly(new Set(names), new Set(referred));
    } catch (error) {
      onProblem(`The folder of rewritten weights, ${libraryFolder}, cannot be tidied.`, error);
    }
  }

  return {
    sourceOf,
    tidyLibrary,

    async list(): Promise<Model[]> {
      return tables.models.list().map(withState);
    },

    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE where its files are gone */
    require(id: string): ModelRecord {
      const model = tables.models.get(id);
      if (model === null) throw modelNotFound(id);
      if (isThere(model)) return model;
      const detail = 'Its folder or file, or a part that was given for it, is not there any more.';
      throw new StudioError(
        'MODEL_UNREADABLE',
        { path: model.path, reason: 'not-found', detail },
        `The model ${model.name.en} in ${model.path} is gone. ${detail} Nothing was changed. Connect the disk it lies on, or import the model from where it is now.`,
      );
    },

    /**
     * Takes in a model where it lies. Nothing is changed where it fails, where the iteration is ended before `imported`,
     * or where `signal` aborts.
     *
     * @throws StudioError MODEL_UNREADABLE, CANNOT_REWRITE; the signal's reason
     */
    async *import(
      request: ImportRequest,
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<ImportEvent, void, void> {
      const path = resolve(request.path);
      importing += 1;
      try {
        yield* importModel(request, path, { tables, library, clock, signal, withState });
      } catch (error) {
        throw signal?.aborted ? error : describeReadFailure(error, path);
      } finally {
        importing -= 1;
        await tidyLibrary();
      }
    },

    /** Notes what a download has written, so that removal deletes that and nothing else. */
    noteDownloaded: (path: string, files: readonly string[]): Promise<void> =>
      noteOwned(path, files, owned),

    /** @throws StudioError MODEL_NOT_FOUND */
    async change({ id, name, notes, arm }: ChangeModel): Promise<Model> {
      const model = tables.models.get(id);
      if (model === null) throw modelNotFound(id);
      const words = tables.models.words(id);
      const changed = arm === undefined || model.embedded ? model : { ...model, arm };
      tables.transaction(() => {
        tables.models.save(changed);
        tables.models.describe(id, {
          name: name === undefined ? words.name : name || null,
          notes: notes ?? words.notes,
        });
      });
      return withState(changed);
    },

    /**
     * The same model at another place.
     * @throws StudioError MODEL_NOT_FOUND; MODEL_UNREADABLE, with the reason `other-weights` where it is another model
     */
    async relink({ id, path: given }: { id: string; path: string }): Promise<Model> {
      const known = tables.models.get(id);
      if (known === null) throw modelNotFound(id);
      const path = resolve(given);
      const moved = { ...known, path };
      try {
        const { options } = sourceOf(moved);
        const record = await createModelRecord(await readModel(path, options), moved, known.arm);
        if (record.fingerprint !== known.fingerprint) throw otherWeights(known, path);
        tables.transaction(() => {
          // Imported by hand from there before: one model, one row.
          const other = tables.models.byPath(path);
          if (other !== null && other.id !== id) tables.models.remove(other.id);
          tables.models.save(record);
        });
        return withState(record);
      } catch (error) {
        throw describeReadFailure(error, path);
      } finally {
        await tidyLibrary();
      }
    },

    /**
     * Forgets a model and, where it is asked to, deletes what the studio has written of it; never anything else.
     * @throws StudioError MODEL_NOT_FOUND, also for embedded models, which cannot be removed
     */
    async remove({ id, deleteFiles = false }: RemoveModel): Promise<RemovedModel> {
      const model = tables.models.get(id);
      if (model === null) throw modelNotFound(id);
      if (model.embedded) {
        throw new StudioError(
          'MODEL_NOT_FOUND',
          { modelId: id },
          `The model ${model.name.en} comes with the studio and cannot be removed. Nothing was changed.`,
        );
      }
      const mayDelete = deleteFiles && isOwned(model.path, owned);
      const usedBy = mayDelete ? await modelsReading(model, tables.models.list()) : [];
      tables.models.remove(id);
      await tidyLibrary();
      if (!mayDelete) return { id, files: 'left', othersLeft: 0 };
      if (usedBy.length > 0) return { id, files: 'shared', othersLeft: 0 };
      const { left } = await deleteOwned(model, owned);
      return { id, files: 'deleted', othersLeft: left };
    },
  };
}

function nameAndNotes(
  { name, notes }: ModelWords,
  model: ModelRecord,
): Pick<Model, 'name' | 'notes'> {
  return { name: name === null ? model.name : { ja: name, en: name }, notes };
}

function otherWeights(known: ModelRecord, path: string): StudioError<'MODEL_UNREADABLE'> {
  const detail = `Its weights are not those of ${known.name.en}.`;
  return new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'other-weights', detail },
    `The model in ${path} is another one. ${detail} Nothing was changed. Import it as a model of its own, or choose the place where this one is now.`,
  );
}

function modelNotFound(id: string): StudioError<'MODEL_NOT_FOUND'> {
  return new StudioError(
    'MODEL_NOT_FOUND',
    { modelId: id },
    `There is no model ${id} in this studio. Nothing was changed. Import it, or choose one from the list of models.`,
  );
}

/** `MODEL_UNREADABLE` for what the engine or the system says about a model's files; any other error as it is. */
export function describeReadFailure(error: unknown, path: string): unknown {
  const isOfEngine = error instanceof CheckpointError || error instanceof TokenizerError;
  const reason = isOfEngine ? error.code : systemErrorCode(error);
  if (reason === null || !(error instanceof Error)) return error;
  const architecture = error instanceof CheckpointError ? error.data['architecture'] : undefined;
  return new StudioError(
    'MODEL_UNREADABLE',
    {
      path,
      reason,
      detail: error.message,
      ...(typeof architecture === 'string' && { architecture }),
    },
    `The model in ${path} cannot be used. ${error.message} Its files and the studio's other models are unharmed.`,
    { cause: error },
  );
}
