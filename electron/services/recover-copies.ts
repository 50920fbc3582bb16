import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { tensorsToRewrite } from '../../native-models/checkpoints/rewritten-model.ts';
import type { Tables } from '../database/tables.ts';
import { partsBelow } from './copy-model.ts';
import { createModelRecord } from './model-record.ts';
import { isOwned } from './owned-files.ts';
import { copyName, ownedNoteOf, type OwnedPlaces } from './owned-note.ts';

/**
 * Takes in whole copies that have no row: the studio was killed before it was written, or its database was lost. The row of
 * a copy that went elsewhere with the data folder follows it. One that cannot be read is reported.
 */
export async function recoverCopies(
  places: OwnedPlaces,
  {
    tables,
    clock,
    onProblem,
  }: {
    readonly tables: Tables;
    readonly clock: () => Date;
    readonly onProblem: (message: string, cause?: unknown) => void;
  },
): Promise<void> {
  const ids = (await readdir(places.copies).catch(() => [])).filter((name) => copyName.test(name));
  for (const id of ids) {
    const root = join(places.copies, id);
    const note = await ownedNoteOf(join(root, 'any'), places).read();
    const copy = note?.copy;
    if (copy === undefined || copy.forgotten || basename(copy.name) !== copy.name) continue;
    const path = join(root, copy.name);
    const known = tables.models.get(id);
    if (known?.path === path || tables.models.byPath(path) !== null) continue;
    if (!isOwned(path, places)) continue;
    try {
      const options = partsBelow(root, copy.options);
      const model = await readModel(path, options);
      if (known === null && tensorsToRewrite(model).size > 0) {
        onProblem(`The copied model ${path} has no row. Import it from there to use it again.`);
        continue;
      }
      const record = await createModelRecord(
        model,
        {
          id,
          path,
          options,
          embedded: false,
          importedAt: known?.importedAt ?? clock().toISOString(),
          rewritten: known?.rewritten ?? null,
          rewrittenBytes: known?.rewrittenBytes ?? 0,
          sampled: known?.sampled ?? null,
          page: known?.page ?? null,
        },
        known?.arm,
      );
      tables.models.save(record);
    } catch (error) {
      onProblem(`The copied model ${path} cannot be read.`, error);
    }
  }
}
