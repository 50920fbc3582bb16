import { oc } from '@orpc/contract';
import { z } from 'zod';
import { idSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { foundRecipeSchema } from './found-recipe.ts';
import { inputIdSchema } from './init-image.ts';
import { pictureFileSchema } from './picture-file.ts';
import { recipeSchema } from './recipe.ts';

/** A picture that others begin from; its pixels are found under its id as those of the gallery's pictures are. */
export const inputSchema = z.object({
  id: inputIdSchema,
  /** Pixels. */
  width: z.number().int(),
  height: z.number().int(),
});
export type Input = z.infer<typeof inputSchema>;

/** What a picture file says of how it was made. */
export const readRecipeSchema = z.object({
  /** Null where no program that is understood has written anything. */
  found: foundRecipeSchema.nullable(),
  /** The whole recipe, where it was the studio itself. */
  own: recipeSchema.nullable(),
});
export type ReadRecipe = z.infer<typeof readRecipeSchema>;

/** Pictures and masks that pictures are made from. The studio keeps a copy, so that a recipe stays good. */
export const inputs = {
  /**
   * Keeps a picture of any usual format: upright, without transparency, in sRGB, at most 2048 pixels long. The same
   * picture added again has the same id.
   */
  add: oc
    .errors({
      INPUT_UNREADABLE: studioErrors.INPUT_UNREADABLE,
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
    })
    .input(z.object({ file: pictureFileSchema }))
    .output(inputSchema),
  /** How a PNG, JPEG, WebP or AVIF file was made, whichever program made it. Nothing is kept. */
  readRecipe: oc
    .errors({ INPUT_UNREADABLE: studioErrors.INPUT_UNREADABLE })
    .input(z.object({ file: pictureFileSchema }))
    .output(readRecipeSchema),
  /** Makes a picture of the gallery an input. */
  addPicture: oc
    .errors({
      PICTURE_NOT_FOUND: studioErrors.PICTURE_NOT_FOUND,
      INPUT_UNREADABLE: studioErrors.INPUT_UNREADABLE,
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
    })
    .input(z.object({ pictureId: idSchema }))
    .output(inputSchema),
};
