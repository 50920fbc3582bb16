import { oc } from '@orpc/contract';
import { z } from 'zod';
import { additionKinds } from './addition-kinds.ts';
import { idSchema, nameSchema, nothing, pathSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { loraNamePattern } from './lora-tags.ts';

/** A file, or a VAE's folder, that can be added to models by its name. It stays where the user has it. */
export const additionSchema = z.object({
  id: z.string(),
  kind: z.enum(additionKinds),
  /** No two of a kind have the same, whatever their case, width and spaces. */
  name: z.string(),
  /** The user's own words about it; empty where there are none. */
  notes: z.string(),
  /** Absolute. */
  path: z.string(),
  state: z.enum(['ready', 'missing']),
  bytes: z.number(),
  /**
   * Of its bytes, as recipes have it; of a folder, of its weight files in the order of their names. Null until it has been
   * read through in the background.
   */
  sha256: z.string().nullable(),
});
export type Addition = z.infer<typeof additionSchema>;

/** Signs that a tag `<lora:…>` is made of cannot be in a name. */
const additionNameSchema = nameSchema.regex(loraNamePattern, 'addition-bad-name');

export const changeAdditionSchema = z.object({
  id: idSchema,
  name: additionNameSchema.optional(),
  notes: z.string().max(4000, 'notes-too-long').optional(),
});
export type ChangeAddition = z.infer<typeof changeAdditionSchema>;

const { ADDITION_NOT_FOUND, ADDITION_NAME_TAKEN, MODEL_UNREADABLE, CANNOT_SAVE } = studioErrors;

export const additions = {
  /** By kind, then by name. */
  list: oc.input(nothing).output(z.array(additionSchema)),
  /**
   * Notes a file of Stable Diffusion 1.x under a name: its own, with a number where that is taken. A file that is there
   * already stays as it is.
   */
  add: oc
    .errors({ MODEL_UNREADABLE, CANNOT_SAVE })
    .input(z.object({ path: pathSchema }))
    .output(additionSchema),
  /** What is left out stays. */
  change: oc
    .errors({ ADDITION_NOT_FOUND, ADDITION_NAME_TAKEN, CANNOT_SAVE })
    .input(changeAdditionSchema)
    .output(additionSchema),
  /** Says where its file is now. Only the same file is taken, as far as it has been read through before. */
  relink: oc
    .errors({ ADDITION_NOT_FOUND, MODEL_UNREADABLE, CANNOT_SAVE })
    .input(z.object({ id: idSchema, path: pathSchema }))
    .output(additionSchema),
  /** Forgets it; its file stays where it is. */
  remove: oc
    .errors({ CANNOT_SAVE })
    .input(z.object({ id: idSchema }))
    .output(z.object({ id: z.string() })),
  /** Brings back one that was removed since the studio was opened. */
  restore: oc
    .errors({ ADDITION_NOT_FOUND, ADDITION_NAME_TAKEN, CANNOT_SAVE })
    .input(z.object({ id: idSchema }))
    .output(additionSchema),
  /** The models here that it can be added to. */
  fits: oc
    .errors({ ADDITION_NOT_FOUND, MODEL_UNREADABLE })
    .input(z.object({ id: idSchema }))
    .output(z.object({ modelIds: z.array(z.string()) })),
};

/** The one of a kind that goes by a name. */
export function findAddition<One extends Pick<Addition, 'kind' | 'name'>>(
  all: readonly One[],
  kind: Addition['kind'],
  name: string,
): One | undefined {
  const wanted = foldAdditionName(name);
  return all.find((one) => one.kind === kind && foldAdditionName(one.name) === wanted);
}

/** What two names are compared by: the English of a Japanese prompt keeps a tag's name, but not the spaces in it. */
export function foldAdditionName(name: string): string {
  return name.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
}
