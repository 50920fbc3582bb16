import { oc } from '@orpc/contract';
import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { studioErrors } from './errors.ts';
import { printSettingsSchema } from './recipe.ts';

export const modelSchema = z.object({
  id: z.string(),
  /** Names in both languages of the interface; equal where the model has only one. */
  name: z.object({ ja: z.string(), en: z.string() }),
  arm: armKindSchema.exclude(['en-raw']),
  /** Absolute path of the model's folder. */
  folder: z.string(),
  /** Comes with the studio: small, trained for demonstration, cannot be removed. */
  embedded: z.boolean(),
  state: z.enum(['ready', 'missing']),
  tokenizer: z.enum(['sentencepiece', 'clip']),
  parameters: z.object({ textEncoder: z.number(), unet: z.number(), vae: z.number() }),
  /** Size of its weights on disk, in bytes. */
  bytes: z.number(),
  precision: z.string(),
  licence: z.string().nullable(),
  /** Hash of the checkpoint's headers: which weights made a picture. */
  fingerprint: z.string(),
  recommended: printSettingsSchema,
  importedAt: z.iso.datetime(),
});
export type Model = z.infer<typeof modelSchema>;

const errors = oc.errors({
  MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
  MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
});

export const models = {
  list: oc.output(z.array(modelSchema)),
  /** Reads a diffusers folder where it lies; nothing is copied. Importing the same folder again refreshes its row. */
  import: errors
    .input(
      z.object({
        path: z.string().min(1, 'path-empty'),
        arm: armKindSchema.exclude(['en-raw']).optional(),
      }),
    )
    .output(modelSchema),
  /** Forgets a model. Its files are the user's and stay where they are. */
  remove: errors.input(z.object({ id: z.string() })).output(z.object({ id: z.string() })),
};
