import { oc } from '@orpc/contract';
import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { studioErrors } from './errors.ts';
import { galleryFilterSchema, galleryFacetsSchema } from './gallery-filter.ts';
import { recipeSchema } from './recipe.ts';

/** The user's own marks on a picture. */
const marksSchema = z.object({
  /** 0: not rated. */
  rating: z.number().int().min(0, 'rating-too-small').max(5, 'rating-too-large'),
  favourite: z.boolean(),
  tags: z.array(z.string()),
  /** Ids of the boards that it lies on. */
  boards: z.array(z.string()),
});

/**
 * A picture of the gallery. Its bytes travel outside of this contract: the doors serve them by id
 * (`nishiki-image://` in the desktop window, `/images/` in the browser).
 */
export const pictureSchema = marksSchema.extend({
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
  /** How well the picture fits its prompt, as a scorer of its arm found; null where none was asked. */
  score: z.number().nullable(),
  /** When it was put into the trash; null for a kept picture. */
  removedAt: z.iso.datetime().nullable(),
});
export type Picture = z.infer<typeof pictureSchema>;

export const gallery = {
  /** Ids of all pictures that match. */
  list: oc.input(galleryFilterSchema).output(z.object({ ids: z.array(z.string()) })),
  /**
   * As `list`, for galleries of any size: the ids as one text, separated by spaces; 100 000 of them are checked, packed and
   * read in milliseconds.
   */
  browse: oc.input(galleryFilterSchema).output(
    z.object({
      ids: z.string(),
      count: z.number().int(),
      /** With `stacked`, how many pictures each id stands for, in the order of the ids; else empty. */
      stackSizes: z.array(z.number().int()),
    }),
  ),
  /** Ids of the newest kept pictures, at once: what is shown while a very large gallery is still being read. */
  newest: oc
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(200) }))
    .output(z.object({ ids: z.array(z.string()) })),
  /** What could be filtered by further, with how many pictures each choice would show. */
  facets: oc.input(galleryFilterSchema).output(galleryFacetsSchema),
  /** Records in the order asked for, of kept pictures or of those in the trash; other ids are left out. */
  get: oc
    .input(z.object({ ids: z.array(z.string()).max(500), removed: z.boolean().default(false) }))
    .output(z.array(pictureSchema)),
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
