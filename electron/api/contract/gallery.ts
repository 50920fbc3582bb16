import { oc } from '@orpc/contract';
import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { studioErrors } from './errors.ts';
import { recipeSchema } from './recipe.ts';

/**
 * A kept picture. Its bytes travel outside of this contract: the doors serve them by id
 * (`nishiki-image://` in the desktop window, `/images/` in the browser).
 */
export const pictureSchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  jobId: z.string(),
  comparisonId: z.string().nullable(),
  arm: armKindSchema,
  /** Null when the model has been removed since; the recipe keeps its name and fingerprint. */
  modelId: z.string().nullable(),
  fileName: z.string(),
  bytes: z.number(),
  recipe: recipeSchema,
});
export type Picture = z.infer<typeof pictureSchema>;

export const galleryFilterSchema = z.object({
  /** Words that must all occur in prompt, negative prompt, seed or model name; kana and width are folded. */
  search: z.string().max(400).default(''),
  arms: z.array(armKindSchema).default([]),
  comparisonId: z.string().optional(),
});

export const gallery = {
  /** Ids of all pictures that match, newest first: cheap even for a very large gallery. */
  list: oc.input(galleryFilterSchema).output(z.object({ ids: z.array(z.string()) })),
  /** Records in the order asked for; ids that are gone are left out. */
  get: oc.input(z.object({ ids: z.array(z.string()).max(500) })).output(z.array(pictureSchema)),
  /** Puts pictures into the trash, from where `restore` brings them back. */
  remove: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ ids: z.array(z.string()).min(1).max(500) }))
    .output(z.object({ ids: z.array(z.string()) })),
  restore: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ ids: z.array(z.string()).min(1).max(500) }))
    .output(z.object({ ids: z.array(z.string()) })),
};
