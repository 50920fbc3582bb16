import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import type { FindEvent, Model } from '../api/contract/models.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { findModelBelow, isSameContent, isSampledAs } from './find-model.ts';
import { findSpelling } from './find-spelling.ts';
import {
  cannotSearch,
  cannotTellApart,
  describeReadFailure,
  otherWeights,
} from './model-errors.ts';
import type { createModelHashes } from './model-hashes.ts';
import { createModelRecord } from './model-record.ts';
import type { createModelStates } from './model-states.ts';
import { sampleModelFiles } from './sample-files.ts';

interface MovedModelsOptions extends Pick<
  ReturnType<typeof createModelStates>,
  'sourceOf' | 'isThere' | 'withState'
> {
  readonly tables: Tables;
  readonly hashes: ReturnType<typeof createModelHashes>;
}

/** Models whose files are at another place now: each is followed to its own files and to no others. */
export function createMovedModels({
  tables,
  hashes,
  sourceOf,
  isThere,
  withState,
}: MovedModelsOptions) {
  /** The same model, at another place. */
  function moveTo(record: ModelRecord): void {
    tables.transaction(() => {
      // Imported by hand from there before: one model, one row.
      const other = tables.models.byPath(record.path);
      if (other !== null && other.id !== record.id) tables.models.remove(other.id);
      tables.models.save(record);
    });
  }

  /** Reads the rest of it through where it is now. */
  function goOnReading({ id, embedded }: ModelRecord): void {
    if (!embedded && tables.modelFiles.whole(id) === null) hashes.note(id);
  }

  /** @throws StudioError MODEL_UNREADABLE where neither a hash nor samples say what its own files were */
  function requireKnownContent(model: ModelRecord, place: string): void {
    const { id, rewritten, sampled } = model;
    if (rewritten === null || sampled !== null || tables.modelFiles.whole(id) !== null) return;
    throw cannotTellApart(model, place);
  }

  /** Whether the model's own files, not its rewritten weights, are what lies there. */
  async function isItsContent({ id, options, sampled }: ModelRecord, path: string) {
    const sha256 = tables.modelFiles.whole(id);
    return sha256 === null
      ? await isSampledAs(path, options, sampled)
      : await isSameContent(path, options, sha256);
  }

  return {
    /**
     * The model at another place that somebody names.
     *
     * @throws StudioError MODEL_UNREADABLE, with the reason `other-weights` where it is another model, `cannot-tell-apart`
     * where nothing says whether it is
     */
    async relink(model: ModelRecord, given: string): Promise<Model> {
      const path = await findSpelling(resolve(given));
      try {
        requireKnownContent(model, path);
        const moved = { ...model, path };
        const read = await readModel(path, sourceOf(moved).options);
        const record = await createModelRecord(read, moved, model.arm);
        if (record.fingerprint !== model.fingerprint) throw otherWeights(model, path);
        // The fingerprint of a rewritten model is that of the studio's own weights, whatever lies there.
        if (model.rewritten !== null && !(await isItsContent(model, path))) {
          throw otherWeights(model, path);
        }
        moveTo(record);
        goOnReading(record);
        return withState(record);
      } catch (error) {
        throw describeReadFailure(error, path);
      }
    },

    /**
     * Looks for the model in a folder and below.
     *
     * @throws StudioError MODEL_UNREADABLE, with the reason `cannot-tell-apart`, or where there is no such folder; the
     * signal's reason
     */
    async *find(
      model: ModelRecord,
      folder: string,
      signal: AbortSignal | undefined,
    ): AsyncGenerator<FindEvent, void, void> {
      const place = await findSpelling(resolve(folder));
      await stat(place).catch((error: Error) => {
        throw cannotSearch(model, place, error);
      });
      requireKnownContent(model, place);
      const sha256 = tables.modelFiles.whole(model.id);
      const moved = yield* findModelBelow(model, place, sha256, { signal, sourceOf });
      if (moved === null) {
        yield { type: 'found', model: null };
        return;
      }
      moveTo(moved.record);
      if (sha256 !== null) tables.modelFiles.finish(model.id, moved.files, sha256);
      goOnReading(moved.record);
      yield { type: 'found', model: withState(moved.record) };
    },

    /** Rows from before samples were kept get theirs while their files are still where they were imported from. */
    async sampleLate(model: ModelRecord): Promise<void> {
      if (model.rewritten === null || model.sampled !== null || !isThere(model)) return;
      try {
        const sampled = await sampleModelFiles(model.path, model.options);
        tables.models.save({ ...model, sampled });
      } catch {
        // Reading it through, or its next picture, says what is wrong with it.
      }
    },
  };
}
