import type { Arm } from '../api/contract/arm.ts';
import { armKinds } from '../api/contract/arm.ts';
import { seedsOfBatch, variationAt } from '../api/contract/noise.ts';
import { printSettingsSchema } from '../api/contract/recipe.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import type { ComparisonRecord } from '../database/comparisons-table.ts';
import type { Tables } from '../database/tables.ts';

/** What one request may hold. */
const largestBatch = 64;

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
  const seed = placesOf(comparison).indexOf(placeOf(recipe));
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
    ...seedsAndSettings(inOrder, first),
    origin: null,
  };
}

/** Variations of one seed are told apart by the seeds they go towards. */
function placeOf({ seed, variation }: Pick<Recipe, 'seed' | 'variation'>): string {
  return variation === undefined ? seed : `${seed} → ${variation.seed}`;
}

function placesOf({ seeds, settings }: Pick<ComparisonRecord, 'seeds' | 'settings'>): string[] {
  const { variation } = settings;
  return seeds.map((seed, index) =>
    placeOf({ seed, ...(variation && { variation: variationAt(variation, index) }) }),
  );
}

/** As many variations as lie between the first and the last that are left: those that are gone keep their places. */
function seedsAndSettings(
  recipes: readonly Recipe[],
  first: Recipe,
): Pick<ComparisonRecord, 'seeds' | 'settings'> {
  const settings = printSettingsSchema.parse(first);
  const { variation } = settings;
  if (variation === undefined) {
    return { seeds: [...new Set(recipes.map(({ seed }) => seed))], settings };
  }
  const steps = recipes.map((recipe) =>
    Number(BigInt.asUintN(64, BigInt(recipe.variation?.seed ?? 0) - BigInt(variation.seed))),
  );
  const count = Math.min(Math.max(...steps) + 1, largestBatch);
  return { seeds: seedsOfBatch(first.seed, count, true), settings };
}

/** A model that is not in the studio any more is named by its fingerprint. */
function armOf(recipe: Recipe, tables: Tables): Arm {
  const { fingerprint } = recipe.model;
  return {
    kind: recipe.arm,
    modelId: tables.models.byFingerprint(fingerprint)?.id ?? fingerprint,
    prompt: recipe.template?.prompt ?? recipe.prompt,
    negativePrompt: recipe.template?.negativePrompt ?? recipe.negativePrompt,
    ...(recipe.styles && { styles: recipe.styles }),
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
