import { join, resolve } from 'node:path';
import type {
  ChangeModel,
  CheckEvent,
  FindEvent,
  ImportEvent,
  ImportRequest,
  Model,
  ModelLicence,
  RemovedModel,
  RemoveModel,
} from '../api/contract/models.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { deleteUnfinished } from './copy-model.ts';
import { findSpelling } from './find-spelling.ts';
import { importModel } from './import-model.ts';
import {
  describeReadFailure,
  licenceNotAccepted,
  modelGone,
  modelNotFound,
  modelStays,
} from './model-errors.ts';
import { createModelHashes } from './model-hashes.ts';
import { licenceToAccept, readLicence } from './model-licence.ts';
import { createModelLibrary } from './model-library.ts';
import { createModelStates } from './model-states.ts';
import { createMovedModels } from './moved-models.ts';
import { deleteOwned, isOwned, modelsReading } from './owned-files.ts';
import { ownedNoteOf, type OwnedPlaces } from './owned-note.ts';
import { recoverCopies } from './recover-copies.ts';
import { requireVae } from './model-vae.ts';

export interface ModelsServiceOptions {
  readonly tables: Tables;
  /** Where weights are written that cannot be used in place. */
  readonly libraryFolder: string;
  /** Where the studio fetches models to. */
  readonly downloadFolder: string;
  /** Where workers keep calibrations for 8-bit integers. */
  readonly calibrationFolder: string;
  readonly clock: () => Date;
  /** While it says so, no model is read through in the background. */
  readonly isBusy: () => boolean;
  /** Told when a model may be used that could not be: it has come, come back, or its licence was accepted. */
  readonly onUsable: () => void;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type ModelsService = ReturnType<typeof createModelsService>;

export function createModelsService({
  tables,
  libraryFolder,
  downloadFolder,
  calibrationFolder,
  clock,
  isBusy,
  onUsable,
  onProblem,
}: ModelsServiceOptions) {
  const library = createModelLibrary(libraryFolder);
  const owned: OwnedPlaces = { downloads: downloadFolder, copies: join(libraryFolder, 'copies') };
  const hashes = createModelHashes({ tables, isBusy, onProblem });
  /** Imports under way. */
  let importing = 0;

  const { sourceOf, isThere, acceptanceOf, withState } = createModelStates({
    tables,
    library,
    owned,
    hashes,
    calibrationFolder,
  });
  const moved = createMovedModels({ tables, hashes, sourceOf, isThere, withState });

  function known(id: string): ModelRecord {
    const model = tables.models.get(id);
    if (model === null) throw modelNotFound(id);
    return model;
  }

  /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE where its files are gone */
  function requireThere(id: string): ModelRecord {
    const model = known(id);
    if (isThere(model)) return model;
    throw modelGone(model);
  }

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

  /** @throws StudioError MODEL_NOT_FOUND, also for an embedded model that is where it belongs */
  function requireMovable(id: string): ModelRecord {
    const model = known(id);
    if (model.embedded && isThere(model)) throw modelStays(model);
    return model;
  }

  return {
    sourceOf,
    tidyLibrary,

    async list(): Promise<Model[]> {
      return tables.models.list().map(withState);
    },

    require: requireThere,

    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE; LICENCE_NOT_ACCEPTED where it is to be accepted first */
    requireToPrint(id: string): ModelRecord {
      const model = requireThere(id);
      if (acceptanceOf(model).state === 'needed') throw licenceNotAccepted(model);
      return model;
    },

    /** @throws StudioError MODEL_NOT_FOUND */
    async licence({ id }: { id: string }): Promise<ModelLicence> {
      const model = known(id);
      const { licence: name } = model;
      return { name, acceptance: acceptanceOf(model), ...(await readLicence(model)) };
    },

    /** @throws StudioError MODEL_NOT_FOUND */
    async acceptLicence({ id }: { id: string }): Promise<Model> {
      const model = known(id);
      const licence = licenceToAccept(model);
      if (licence !== null) {
        tables.licences.accept(model.fingerprint, licence, clock().toISOString());
        onUsable();
      }
      return withState(model);
    },

    /** Takes up what a studio before has left: copies without rows, files that were not read through. */
    async resume(): Promise<void> {
      await deleteUnfinished(owned.copies);
      await recoverCopies(owned, { tables, clock, onProblem });
      for (const model of tables.models.list()) {
        if (model.embedded || tables.modelFiles.whole(model.id) !== null) continue;
        await moved.sampleLate(model);
        hashes.note(model.id);
      }
    },

    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE; the signal's reason */
    async *check(
      { id }: { id: string },
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<CheckEvent, void, void> {
      const model = requireThere(id);
      let isDone = false;
      try {
        yield* hashes.check(model, signal);
        isDone = true;
      } catch (error) {
        throw signal?.aborted ? error : describeReadFailure(error, model.path);
      } finally {
        if (!isDone && tables.modelFiles.whole(id) === null && !model.embedded) hashes.note(id);
      }
    },

    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE where it could not be told from others; the signal's reason */
    async *find(
      { id, folder }: { id: string; folder: string },
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<FindEvent, void, void> {
      for await (const event of moved.find(requireMovable(id), folder, signal)) {
        if (event.type === 'found' && event.model !== null) onUsable();
        yield event;
      }
    },

    /** What has been read of models stays known. */
    close: (): Promise<void> => hashes.close(),

    /**
     * Takes in a model where it lies, or a copy of it. Nothing is changed where it fails, where the iteration is ended
     * before `imported`, or where `signal` aborts.
     *
     * @param options.page where it was fetched
     * @throws StudioError MODEL_UNREADABLE, CANNOT_COPY, CANNOT_REWRITE; the signal's reason
     */
    async *import(
      request: ImportRequest,
      {
        signal,
        page = null,
      }: { signal?: AbortSignal | undefined; page?: string | null | undefined } = {},
    ): AsyncGenerator<ImportEvent, void, void> {
      const path = await findSpelling(resolve(request.path));
      importing += 1;
      try {
        const options = { tables, library, places: owned, clock, signal, page, withState };
        for await (const event of importModel(request, path, options)) {
          if (event.type !== 'imported') {
            yield event;
            continue;
          }
          const { id, embedded } = event.model;
          if (!embedded) hashes.note(id);
          onUsable();
          yield { ...event, model: withState(known(id)) };
        }
      } catch (error) {
        throw signal?.aborted ? error : describeReadFailure(error, path);
      } finally {
        importing -= 1;
        await tidyLibrary();
      }
    },

    /** Notes what a download has written, so that removal deletes that and nothing else. */
    noteDownloaded: (path: string, files: readonly string[]): Promise<void> =>
      ownedNoteOf(path, owned).add(files),

    /** @throws StudioError MODEL_NOT_FOUND; ADDITION_NOT_FOUND, MODEL_UNREADABLE for a VAE that it cannot use */
    async change({ id, name, notes, arm, vaeId }: ChangeModel): Promise<Model> {
      const model = known(id);
      if (vaeId != null) await requireVae(tables, vaeId, sourceOf(model));
      const words = tables.models.words(id);
      const changed = arm === undefined || model.embedded ? model : { ...model, arm };
      tables.transaction(() => {
        tables.models.save(changed);
        tables.models.describe(id, {
          name: name === undefined ? words.name : name || null,
          notes: notes ?? words.notes,
          vaeId: vaeId === undefined ? words.vaeId : vaeId,
        });
      });
      return withState(changed);
    },

    /**
     * The same model at another place.
     * @throws StudioError MODEL_NOT_FOUND; MODEL_UNREADABLE, with the reason `other-weights` where it is another model,
     * `cannot-tell-apart` where nothing says whether it is
     */
    async relink({ id, path }: { id: string; path: string }): Promise<Model> {
      try {
        const model = await moved.relink(requireMovable(id), path);
        onUsable();
        return model;
      } finally {
        await tidyLibrary();
      }
    },

    /**
     * Forgets a model and, where it is asked to, deletes what the studio has written of it; never anything else.
     * @throws StudioError MODEL_NOT_FOUND, also for embedded models, which cannot be removed
     */
    async remove({ id, deleteFiles = false }: RemoveModel): Promise<RemovedModel> {
      const model = known(id);
      if (model.embedded) throw modelStays(model);
      const mayDelete = deleteFiles && isOwned(model.path, owned);
      const usedBy = mayDelete ? await modelsReading(model, tables.models.list(), owned) : [];
      hashes.stop(id);
      tables.models.remove(id);
      await ownedNoteOf(model.path, owned).remember(true);
      await tidyLibrary();
      if (!mayDelete) return { id, files: 'left', othersLeft: 0 };
      if (usedBy.length > 0) return { id, files: 'shared', othersLeft: 0 };
      const { left } = await deleteOwned(model, owned);
      return { id, files: 'deleted', othersLeft: left };
    },
  };
}
