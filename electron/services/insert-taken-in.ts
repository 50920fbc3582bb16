import type { Cell, Recipe } from '../api/contract/recipe.ts';
import type { ComparisonRecord } from '../database/comparisons-table.ts';
import type { PictureOrigin } from '../database/pictures-table.ts';
import type { Tables } from '../database/tables.ts';
import { findCell, recreateComparisons } from './recover-comparisons.ts';
import type { TakenIn } from './take-in-picture.ts';

/**
 * Writes the rows of pictures whose files are safe, all or none. Comparisons of the studio's own pictures are made anew, so
 * the pictures of one comparison belong into one call.
 */
export function insertTakenIn(pictures: readonly TakenIn[], tables: Tables): void {
  tables.transaction(() => {
    recreateComparisons(
      pictures.flatMap(({ origin }) => ('recipe' in origin ? [origin.recipe] : [])),
      tables,
    );
    for (const { origin, id, source, file, linked, bytes, contentHash } of pictures) {
      tables.pictures.insert({
        ...linksOf(origin, tables),
        file,
        linked,
        bytes,
        contentHash,
        removedAt: null,
      });
      if (source !== null) tables.pictureSources.set(source, id);
    }
  });
}

/** A picture's origin, and what of the gallery its row points to. */
export function linksOf(origin: PictureOrigin, tables: Tables) {
  if ('imported' in origin) {
    return {
      ...origin,
      modelId: null,
      modelNames: [],
      promptId: null,
      comparisonId: null,
      cell: null,
    };
  }
  const { recipe } = origin;
  const job = tables.jobs.link(recipe.jobId);
  const comparison =
    recipe.comparisonId === null ? null : tables.comparisons.get(recipe.comparisonId);
  const model = tables.models.byFingerprint(recipe.model.fingerprint);
  return {
    ...origin,
    modelId: model?.id ?? null,
    modelNames: model === null ? [] : [model.name.ja],
    promptId: job?.promptId ?? null,
    comparisonId: comparison?.id ?? null,
    cell: cellOf(recipe, job !== null, comparison, tables),
  };
}

/** Without its job's row the recipe's own word does not count: a comparison that was made anew has its own order. */
function cellOf(
  recipe: Recipe,
  hasJob: boolean,
  comparison: ComparisonRecord | null,
  tables: Tables,
): Cell | null {
  if (hasJob && recipe.cell !== undefined) return recipe.cell;
  return comparison === null ? null : findCell(recipe, comparison, tables);
}
