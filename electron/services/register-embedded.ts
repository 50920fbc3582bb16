import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import type { Tables } from '../database/tables.ts';
import { createModelRecord } from './model-record.ts';

const embeddedPrefix = 'demo-';

export interface RegisterOptions {
  readonly tables: Tables;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/**
 * Takes in the models that come with the studio: every folder below `folder` that holds a model_index.json. Their ids are
 * their folders' names, so that they stay the same when the studio is installed elsewhere. One that cannot be read is
 * reported and does not keep the studio from opening.
 */
export async function registerEmbedded(
  folder: string,
  { tables, clock, onProblem }: RegisterOptions,
): Promise<void> {
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
      const model = await createModelRecord(await readModel(path), {
        id,
        path,
        options: {},
        embedded: true,
        importedAt,
        rewritten: null,
        sampled: null,
        rewrittenBytes: 0,
        page: null,
      });
      tables.transaction(() => {
        // The same folder may have been imported by hand before.
        const other = tables.models.byPath(path);
        if (other !== null && other.id !== id) tables.models.remove(other.id);
        tables.models.save(model);
      });
    } catch (error) {
      onProblem(`The studio's own model ${path} was not registered.`, error);
    }
  }
}
