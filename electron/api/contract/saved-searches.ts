import { oc } from '@orpc/contract';
import { z } from 'zod';
import { idSchema, nameSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { galleryFilterSchema } from './gallery-filter.ts';

/** A filter of the gallery under a name. */
export const savedSearchSchema = z.object({
  id: z.string(),
  name: z.string(),
  filter: galleryFilterSchema,
  createdAt: z.iso.datetime(),
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;

const errors = oc.errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE });

export const savedSearches = {
  /** Oldest first. */
  list: oc.input(nothing).output(z.array(savedSearchSchema)),
  save: errors
    .input(
      z.object({
        name: nameSchema,
        filter: galleryFilterSchema,
      }),
    )
    .output(savedSearchSchema),
  remove: errors.input(z.object({ id: idSchema })).output(z.object({ id: z.string() })),
};
