import type { TFunction } from 'i18next';
import type { Addition } from '../../electron/api/contract/additions.ts';
import { ownVae } from '../../electron/api/contract/arm.ts';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
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
import { layAdded } from './lay-additions.ts';
import { readDroppedRecipe } from './read-dropped-recipe.ts';

/** How far from a picture its like are looked for, and how many are printed: near enough to see what it was. */
const likeness = { strength: 0.2, count: 4 };

type Remembered = Pick<GalleryPicture, 'recipe' | 'imported' | 'modelId'>;

/** Lays a picture's recipe on the desk and goes there; of another program's picture, what it says of itself. */
export function reuseRecipe(picture: Remembered, t: TFunction): void {
  if (!recall(picture)) return;
  goTo('/create');
  void layAdditions(picture.recipe, t('create.recall.reused'), t);
}

/** Lays a picture's recipe on the desk as the middle of a batch of variations, and goes there; only our own have one. */
export function moreLikeThis(picture: Remembered, t: TFunction): void {
  if (picture.recipe === null || !recall(picture)) return;
  const { strength, count } = likeness;
  changeDraft({ variation: { seed: '', strength }, count });
  goTo('/create');
  void layAdditions(picture.recipe, t('create.recall.moreLike', { count }), t);
}

/** Whether a picture can be made again in two passes: our own, in one pass and from noise alone. */
export function canFinishLarger({ recipe }: Pick<Remembered, 'recipe'>): boolean {
  return recipe !== null && recipe.initImage === undefined && recipe.hiresFix === undefined;
}

/** Lays a picture's recipe on the desk with a second pass: the same seed composes it again, twice as large. */
export function finishLarger(picture: Remembered, t: TFunction): void {
  if (!canFinishLarger(picture) || !recall(picture)) return;
  changeDraft({ hiresFix: usualHiresFix });
  goTo('/create');
  void layAdditions(picture.recipe, t('create.recall.larger'), t);
}

/** False where nothing is known of how the picture was made. */
function recall({ recipe, imported, modelId }: Remembered): boolean {
  if (recipe === null) {
    const read = readDroppedRecipe({ own: null, found: imported?.found ?? null });
    if (read !== null) changeDraft(read.changes);
    return read !== null;
  }
  const { arm, styles, seed } = recipe;
  recallToDraft({
    // Of a model that is gone only the kind is left: no id then fits, and Create takes the usual model of its kind.
    arms: [{ kind: arm, modelId: modelId ?? '', ...writeAgain(recipe), ...(styles && { styles }) }],
    settings: printSettingsSchema.parse(recipe),
    seed,
    count: 1,
  });
  return true;
}

/**
 * Lays what was added to the model on the desk as far as the library has it: a recipe knows it by its content, not where
 * its file lies. Then says `done`, or which files have to be added again.
 */
async function layAdditions(recipe: Recipe | null, done: string, t: TFunction): Promise<void> {
  const laid = useDraft.getState();
  const library = await readLibrary(recipe !== null);
  const { found, missing } = layAdded(recipe ?? {}, library);
  // Without one the picture had its model's own, whatever is set for the model by now.
  const isOwn = recipe !== null && recipe.vae === undefined && (await hasUsualVae(laid, library));
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
async function readLibrary(isNeeded: boolean): Promise<readonly Addition[]> {
  if (!isNeeded) return [];
  const query = { ...studioQuery.additions.list.queryOptions(), staleTime: 0 };
  return await queryClient.fetchQuery(query).catch(() => []);
}

/** Whether a VAE of the library is set for a model that the desk prints with. */
async function hasUsualVae(draft: Draft, library: readonly Addition[]): Promise<boolean> {
  const models = await queryClient
    .ensureQueryData(studioQuery.models.list.queryOptions())
    .catch(() => []);
  return armsOf(draft, models).some(({ model }) => library.some(({ id }) => id === model.vaeId));
}
