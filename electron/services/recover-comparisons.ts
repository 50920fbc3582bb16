import type { Arm } from '../api/contract/arm.ts';
import { armKinds } from '../api/contract/arm.ts';
import { printSettingsSchema } from '../api/contract/recipe.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import type { ComparisonRecord } from '../database/comparisons-table.ts';
import type { Tables } from '../database/tables.ts';

/**
 * Makes the comparison rows that recovered pictures refer to and that are gone (the database was lost): their arms,
 * seeds and settings stand in the recipes. A comparison of which only one arm is left stays away.
 */
export function recreateComparisons(recipes: readonly Recipe[], tables: Tables): void {
  const byComparison = Map.groupBy(recipes, (recipe) => recipe.comparisonId);
  for (const [id, members] of byComparison) {
    if (id === null || tables.comparisons.get(id) !== null) continue;
    const comparison = comparisonOf(id, members, tables);
    if (comparison !== null) tables.comparisons.insert(comparison);
  }
}

/** Which picture of the comparison a recipe is, counted from 0; null where it does not belong to it. */
export function findCell(
  recipe: Recipe,
  comparison: ComparisonRecord,
  tables: Tables,
): { arm: number; seed: number } | null {
  const seed = comparison.seeds.indexOf(recipe.seed);
  const arm = comparison.arms.findIndex((candidate) => sameArm(candidate, armOf(recipe, tables)));
  return seed < 0 || arm < 0 ? null : { arm, seed };
}

function comparisonOf(
  id: string,
  recipes: readonly Recipe[],
  tables: Tables,
): ComparisonRecord | null {
  const inOrder = recipes.toSorted((a, b) => (a.pictureId < b.pictureId ? -1 : 1));
  const [first] = inOrder;
  if (first === undefined) return null;
  const arms: Arm[] = [];
  for (const recipe of inOrder) {
    const arm = armOf(recipe, tables);
    if (!arms.some((known) => sameArm(known, arm))) arms.push(arm);
  }
  if (arms.length < 2) return null;
  arms.sort((a, b) => armKinds.indexOf(a.kind) - armKinds.indexOf(b.kind));
  return {
    id,
    createdAt: first.createdAt,
    arms,
    seeds: [...new Set(inOrder.map(({ seed }) => seed))],
    settings: printSettingsSchema.parse(first),
    origin: null,
  };
}

/** A model that is not in the studio any more is named by its fingerprint. */
function armOf(recipe: Recipe, tables: Tables): Arm {
  const { fingerprint } = recipe.model;
  return {
    kind: recipe.arm,
    modelId: tables.models.byFingerprint(fingerprint)?.id ?? fingerprint,
    prompt: recipe.template?.prompt ?? recipe.prompt,
    negativePrompt: recipe.template?.negativePrompt ?? recipe.negativePrompt,
  };
}

function sameArm(a: Arm, b: Arm): boolean {
  return (
    a.kind === b.kind &&
    a.modelId === b.modelId &&
    a.prompt === b.prompt &&
    a.negativePrompt === b.negativePrompt
  );
}
