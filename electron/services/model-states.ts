import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelOptions } from '../../native-models/checkpoints/model-options.ts';
import type { Model } from '../api/contract/models.ts';
import type { ModelRecord, ModelWords } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { calibrationFile } from '../workers/settle-calibration.ts';
import type { createModelHashes } from './model-hashes.ts';
import { licenceToAccept } from './model-licence.ts';
import type { createModelLibrary } from './model-library.ts';
import { isOwned } from './owned-files.ts';
import type { OwnedPlaces } from './owned-note.ts';

/** What `readModel` and a worker need to know of a model. */
export interface ModelSource {
  readonly path: string;
  readonly options: ModelOptions;
}

interface ModelStatesOptions {
  readonly tables: Tables;
  readonly library: ReturnType<typeof createModelLibrary>;
  readonly owned: OwnedPlaces;
  readonly hashes: ReturnType<typeof createModelHashes>;
  /** Where workers keep calibrations for 8-bit integers. */
  readonly calibrationFolder: string;
}

/** What can be said of a model now, beside its row: whether its files are there, its words, its licence, its hash. */
export function createModelStates({
  tables,
  library,
  owned,
  hashes,
  calibrationFolder,
}: ModelStatesOptions) {
  /** Where its weights are read, the rewritten ones included. */
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

  function acceptanceOf(model: ModelRecord): Model['acceptance'] {
    const licence = licenceToAccept(model);
    if (licence === null) return { state: 'free', at: null };
    const at = tables.licences.acceptedAt(model.fingerprint, licence);
    return { state: at === null ? 'needed' : 'accepted', at };
  }

  function withState(model: ModelRecord): Model {
    return {
      ...model,
      ...wordsOf(tables.models.words(model.id), model),
      state: isThere(model) ? 'ready' : 'missing',
      owned: isOwned(model.path, owned),
      acceptance: acceptanceOf(model),
      content: hashes.state(model),
      calibrated: existsSync(calibrationFile(calibrationFolder, model.fingerprint)),
    };
  }

  return { sourceOf, isThere, acceptanceOf, withState };
}

function wordsOf(
  { name, notes, vaeId }: ModelWords,
  model: ModelRecord,
): Pick<Model, 'name' | 'notes' | 'vaeId'> {
  return { name: name === null ? model.name : { ja: name, en: name }, notes, vaeId };
}
