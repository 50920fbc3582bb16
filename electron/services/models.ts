import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CheckpointError } from '../../native-models/checkpoints/checkpoint-error.ts';
import { TokenizerError } from '../../native-models/tokenizers/tokenizer-error.ts';
import type { Model } from '../api/contract/models.ts';
import { createId } from '../database/create-id.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { readModelRecord } from './model-record.ts';
import { StudioError, systemErrorCode } from './studio-error.ts';

const embeddedPrefix = 'demo-';

export interface ModelsServiceOptions {
  readonly tables: Tables;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type ModelsService = ReturnType<typeof createModelsService>;

export function createModelsService({ tables, clock, onProblem }: ModelsServiceOptions) {
  return {
    async list(): Promise<Model[]> {
      return tables.models.list().map(withState);
    },

    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE where its folder is gone */
    require(id: string): ModelRecord {
      const model = tables.models.get(id);
      if (model === null) throw modelNotFound(id);
      if (isThere(model)) return model;
      const detail = 'There is no model_index.json any more.';
      throw new StudioError(
        'MODEL_UNREADABLE',
        { path: model.folder, reason: 'not-found', detail },
        `The folder of the model ${model.name.en}, ${model.folder}, is gone or empty. ${detail} Nothing was changed. Connect the disk it lies on, or import the model from where it is now.`,
      );
    },

    /** @throws StudioError MODEL_UNREADABLE; nothing is changed then */
    async import({
      path,
      arm,
    }: {
      path: string;
      arm?: ModelRecord['arm'] | undefined;
    }): Promise<Model> {
      const folder = resolve(path);
      const known = tables.models.byFolder(folder);
      try {
        const model = await readModelRecord(
          folder,
          {
            id: known?.id ?? createId(clock()),
            embedded: known?.embedded ?? false,
            importedAt: known?.importedAt ?? clock().toISOString(),
          },
          arm,
        );
        tables.models.save(model);
        return withState(model);
      } catch (error) {
        throw describeReadFailure(error, folder);
      }
    },

    /** @throws StudioError MODEL_NOT_FOUND, also for embedded models, which cannot be removed */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      const model = tables.models.get(id);
      if (model === null) throw modelNotFound(id);
      if (model.embedded) {
        throw new StudioError(
          'MODEL_NOT_FOUND',
          { modelId: id },
          `The model ${model.name.en} comes with the studio and cannot be removed. Nothing was changed.`,
        );
      }
      tables.models.remove(id);
      return { id };
    },

    /**
     * Takes in the models that come with the studio: every folder below `folder` that holds a model_index.json. Their
     * ids are their folders' names, so that they stay the same when the studio is installed elsewhere. One that cannot
     * be read is reported and does not keep the studio from opening.
     */
    async registerEmbedded(folder: string): Promise<void> {
      if (!existsSync(folder)) {
        onProblem(`The studio's own models are not in ${folder}; only imported models can print.`);
        return;
      }
      const entries = await readdir(folder, { withFileTypes: true });
      for (const { name } of entries.filter((entry) => entry.isDirectory())) {
        const path = join(folder, name);
        if (!existsSync(join(path, 'model_index.json'))) continue;
        const id = embeddedPrefix + name;
        const importedAt = tables.models.get(id)?.importedAt ?? clock().toISOString();
        try {
          const model = await readModelRecord(path, { id, embedded: true, importedAt });
          tables.transaction(() => {
            // The same folder may have been imported by hand before.
            const other = tables.models.byFolder(path);
            if (other !== null && other.id !== id) tables.models.remove(other.id);
            tables.models.save(model);
          });
        } catch (error) {
          onProblem(`The studio's own model ${path} was not registered.`, error);
        }
      }
    },
  };
}

function withState(model: ModelRecord): Model {
  return { ...model, state: isThere(model) ? 'ready' : 'missing' };
}

function isThere(model: ModelRecord): boolean {
  return existsSync(join(model.folder, 'model_index.json'));
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
