import { z } from 'zod';
import { foundRecipeSchema } from './found-recipe.ts';

/** A picture of the gallery that the studio has not made: what is kept of it in place of a recipe. */
export const importedSchema = z.object({
  schema: z.literal(1),
  pictureId: z.string(),
  /** The file's own name where it came from, e.g. `猫.png`. */
  name: z.string(),
  /** Pixels. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** When the file was last changed where it came from. */
  createdAt: z.iso.datetime(),
  /** Null where no program that is understood has written how the picture was made. */
  found: foundRecipeSchema.nullable(),
});
export type Imported = z.infer<typeof importedSchema>;
