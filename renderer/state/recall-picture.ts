import type { TFunction } from 'i18next';
import type { Addition } from '../../electron/api/contract/additions.ts';
import { ownVae } from '../../electron/api/contract/arm.ts';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { writeAgain } from '../../electron/api/contract/write-again.ts';
import { queryClient, studioQuery } from '../api/studio.ts';
import { showToast } from '../ui/toast-store.ts';
import { changeDraft, recallToDraft, useDraft } from './draft.ts';
import { goTo } from './location.ts';
import { usualHiresFix } from './draft-shape.ts';
import type { Draft } from './draft-shape.ts';
import { armsOf } from './settle-draft.ts';
import { sayLosses } from './dropped-recipe.ts';
import { layAdded } from './lay-additions.ts';
import { readDroppedRecipe } from './read-dropped-recipe.ts';

/** How far from a picture its like are looked for, and how many are printed: near enough to see what it was. */
const likeness = { strength: 0.2, count: 4 };

type Remembered = Pick<GalleryPicture, 'recipe' | 'imported' | 'modelId'>;

/** Lays a picture's recipe on the desk and goes there; of another program's picture, what it says of itself. */
export async function reuseRecipe(
  { recipe, imported, modelId }: Remembered,
  t: TFunction,
  language: string,
): Promise<void> {
  if (recipe !== null) {
    recall(recipe, modelId);
    goTo('/create');
    await layAdditions(recipe, t('create.recall.reused'), t);
    return;
  }
  const [models, library] = await Promise.all([readModels(), readLibrary()]);
  const surroundings = { models, library, missingInputs: new Set<string>() };
  const read = readDroppedRecipe({ own: null, found: imported?.found ?? null }, surroundings);
  if (read === null) return;
  changeDraft(read.changes);
  goTo('/create');
  const { losses } = read;
  const without = losses.length === 0 ? undefined : sayLosses(losses, t, language);
  showToast(t('create.recall.reused'), undefined, without);
}

/** Lays a picture's recipe on the desk as the middle of a batch of variations, and goes there; only our own have one. */
export function moreLikeThis(picture: Remembered, t: TFunction): void {
  const { recipe, modelId } = picture;
  if (recipe === null) return;
  recall(recipe, modelId);
  const { strength, count } = likeness;
  changeDraft({ variation: { seed: '', strength }, count });
  goTo('/create');
  void layAdditions(recipe, t('create.recall.moreLike', { count }), t);
}

/** Whether a picture can be made again in two passes: our own, in one pass and from noise alone. */
export function canFinishLarger({ recipe }: Pick<Remembered, 'recipe'>): boolean {
  return recipe !== null && recipe.initImage === undefined && recipe.hiresFix === undefined;
}

/** Lays a picture's recipe on the desk with a second pass: the same seed composes it again, twice as large. */
export function finishLarger(picture: Remembered, t: TFunction): void {
  const { recipe, modelId } = picture;
  if (recipe === null || !canFinishLarger(picture)) return;
  recall(recipe, modelId);
  changeDraft({ hiresFix: usualHiresFix });
  goTo('/create');
  void layAdditions(recipe, t('create.recall.larger'), t);
}

function recall(recipe: Recipe, modelId: Remembered['modelId']): void {
  const { arm, styles, seed } = recipe;
  recallToDraft({
    // Of a model that is gone only the kind is left: no id then fits, and Create takes the usual model of its kind.
    arms: [{ kind: arm, modelId: modelId ?? '', ...writeAgain(recipe), ...(styles && { styles }) }],
    settings: printSettingsSchema.parse(recipe),
    seed,
    count: 1,
  });
}

/**
 * Lays what was added to the model on the desk as far as the library has it: a recipe knows it by its content, not where
 * its file lies. Then says `done`, or which files have to be added again.
 */
async function layAdditions(recipe: Recipe, done: string, t: TFunction): Promise<void> {
  const laid = useDraft.getState();
  const library = await readLibrary();
  const { found, missing } = layAdded(recipe, library);
  // Without one the picture had its model's own, whatever is set for the model by now.
  const isOwn = recipe.vae === undefined && (await hasUsualVae(laid, library));
  const { loras, embeddings, vae } = useDraft.getState();
  // Whoever has added something meanwhile keeps that.
  if (loras === laid.loras && embeddings === laid.embeddings && vae === laid.vae) {
    changeDraft({ ...found, vae: found.vae ?? (isOwn ? ownVae : null) });
  }
  const files = missing
    .map(({ kind, name }) => (kind === 'embedding' ? name : `${addedLabel[kind]} ${name}`))
    .join(', ');
  showToast(files === '' ? done : t('create.recall.withoutFiles', { files }));
}

const addedLabel = { lora: 'LoRA', vae: 'VAE' } as const;

/** The library as it is now; its files may have been read through since it was asked for last. */
async function readLibrary(): Promise<readonly Addition[]> {
  const query = { ...studioQuery.additions.list.queryOptions(), staleTime: 0 };
  return await queryClient.fetchQuery(query).catch(() => []);
}

function readModels(): Promise<readonly Model[]> {
  return queryClient.ensureQueryData(studioQuery.models.list.queryOptions()).catch(() => []);
}

/** Whether a VAE of the library is set for a model that the desk prints with. */
async function hasUsualVae(draft: Draft, library: readonly Addition[]): Promise<boolean> {
  const models = await readModels();
  return armsOf(draft, models).some(({ model }) => library.some(({ id }) => id === model.vaeId));
}
