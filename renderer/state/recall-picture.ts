import type { TFunction } from 'i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { showToast } from '../ui/toast-store.ts';
import { changeDraft, recallToDraft } from './draft.ts';
import { goTo } from './location.ts';
import { usualHiresFix } from './draft-shape.ts';
import { readDroppedRecipe } from './read-dropped-recipe.ts';

/** How far from a picture its like are looked for, and how many are printed: near enough to see what it was. */
const likeness = { strength: 0.2, count: 4 };

type Remembered = Pick<GalleryPicture, 'recipe' | 'imported' | 'modelId'>;

/** Lays a picture's recipe on the desk and goes there; of another program's picture, what it says of itself. */
export function reuseRecipe(picture: Remembered, t: TFunction): void {
  if (!recall(picture)) return;
  goTo('/create');
  const files = missingFiles(picture.recipe);
  showToast(files === '' ? t('create.recall.reused') : t('create.recall.withoutFiles', { files }));
}

/** Lays a picture's recipe on the desk as the middle of a batch of variations, and goes there; only our own have one. */
export function moreLikeThis(picture: Remembered, t: TFunction): void {
  if (picture.recipe === null || !recall(picture)) return;
  const { strength, count } = likeness;
  changeDraft({ variation: { seed: '', strength }, count });
  goTo('/create');
  const files = missingFiles(picture.recipe);
  showToast(
    files === ''
      ? t('create.recall.moreLike', { count })
      : t('create.recall.withoutFiles', { files }),
  );
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
  const files = missingFiles(picture.recipe);
  showToast(files === '' ? t('create.recall.larger') : t('create.recall.withoutFiles', { files }));
}

/** False where nothing is known of how the picture was made. */
function recall({ recipe, imported, modelId }: Remembered): boolean {
  if (recipe === null) {
    const read = readDroppedRecipe({ own: null, found: imported?.found ?? null });
    if (read !== null) changeDraft(read.changes);
    return read !== null;
  }
  const { arm, prompt, negativePrompt, styles, seed } = recipe;
  recallToDraft({
    // Of a model that is gone only the kind is left: no id then fits, and Create takes the usual model of its kind.
    arms: [
      { kind: arm, modelId: modelId ?? '', prompt, negativePrompt, ...(styles && { styles }) },
    ],
    settings: printSettingsSchema.parse(recipe),
    seed,
    count: 1,
  });
  return true;
}

/** What was added to the model: a recipe knows it by its content, not where its file lies. */
function missingFiles(recipe: Recipe | null): string {
  const { loras = [], embeddings = [], vae } = recipe ?? {};
  return [
    ...loras.map(({ name }) => `LoRA ${name}`),
    ...embeddings.map(({ name, word }) => word ?? name),
    ...(vae ? [`VAE ${vae.name}`] : []),
  ].join(', ');
}
