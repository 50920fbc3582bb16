import type { TFunction } from 'i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';

/** What a picture is called: its prompt, else the name of the file that it came from. */
export function titleOf({ recipe, imported, fileName }: GalleryPicture): string {
  const prompt = recipe?.prompt ?? imported?.found?.prompt ?? '';
  return prompt.trim() === '' ? (imported?.name ?? fileName) : prompt;
}

/** Pixels. */
export function sizeOf({ recipe, imported }: GalleryPicture): { width: number; height: number } {
  const { width, height } = recipe ?? imported ?? { width: 1, height: 1 };
  return { width, height };
}

/** What a picture of the grid is called for those who hear it. */
export function nameOption(picture: GalleryPicture, t: TFunction): string {
  const { recipe, imported } = picture;
  const prompt = titleOf(picture);
  if (recipe !== null) {
    return t('gallery.option', {
      prompt,
      arm: t(`arms.${recipe.arm}.long`),
      seed: recipe.seed,
    });
  }
  const program = imported?.found?.program;
  return t('gallery.optionImported', {
    prompt,
    program: program ? t(`gallery.imported.programs.${program}`) : t('gallery.imported.unknown'),
  });
}
