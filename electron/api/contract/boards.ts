import { oc } from '@orpc/contract';
import { z } from 'zod';
import { idSchema, nameSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';

/** A named place for pictures that belong together; a picture can lie on several. */
export const boardSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  /** Kept pictures on it. */
  count: z.number().int(),
  /** Its newest picture; null while it is empty. */
  coverId: z.string().nullable(),
});
export type Board = z.infer<typeof boardSchema>;

const errors = oc.errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE });

export const boards = {
  /** Oldest first. */
  list: oc.input(nothing).output(z.array(boardSchema)),
  /** With `id`, a board that was removed comes back under its own id. */
  create: errors.input(z.object({ name: nameSchema, id: idSchema.optional() })).output(boardSchema),
  /** An unknown board is left out: the list that comes back says what there is. */
  rename: errors.input(z.object({ id: idSchema, name: nameSchema })).output(z.array(boardSchema)),
  /** The board goes, its pictures stay. `pictureIds`: those that lay on it, to undo it. */
  remove: errors
    .input(z.object({ id: idSchema }))
    .output(z.object({ pictureIds: z.array(z.string()) })),
};
