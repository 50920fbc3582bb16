import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { idSchema, nothing, pathSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { printSettingsSchema } from './recipe.ts';

/** How a model's files are read; what is left out is found out. All paths are absolute. */
export const modelOptionsSchema = z.object({
  /** Which weights of a folder to prefer, e.g. `fp16`, `non_ema`. */
  variant: z
    .string()
    .max(64)
    .regex(/^[\w-]+$/)
    .optional(),
  /** Take the averaged weights of a single file that has them. */
  ema: z.boolean().optional(),
  predictionType: z.enum(['epsilon', 'v_prediction']).optional(),
  /** What takes the place of the model's own parts, or brings what it lacks. */
  parts: z
    .object({
      textEncoder: pathSchema.optional(),
      unet: pathSchema.optional(),
      vae: pathSchema.optional(),
      /** A folder with spiece.model, or with vocab.json and merges.txt. */
      tokenizer: pathSchema.optional(),
      /** A folder with config.json files for a single file of unusual sizes. */
      config: pathSchema.optional(),
    })
    .optional(),
});
export type ModelOptions = z.infer<typeof modelOptionsSchema>;

export const modelSchema = z.object({
  id: z.string(),
  /** Names in both languages of the interface; equal where the model has only one. */
  name: z.object({ ja: z.string(), en: z.string() }),
  /** The user's own words about it; empty where there are none. */
  notes: z.string(),
  arm: armKindSchema.exclude(['en-raw']),
  /** Absolute path of the model's folder or single file. */
  path: z.string(),
  /** As it was imported. */
  options: modelOptionsSchema,
  /** Comes with the studio: small, trained for demonstration, cannot be removed. */
  embedded: z.boolean(),
  state: z.enum(['ready', 'missing']),
  /** The studio has fetched or copied it into its own folder, and may delete it there. All other files are the user's. */
  owned: z.boolean(),
  tokenizer: z.enum(['sentencepiece', 'clip']),
  /** Its UNet takes a masked picture and its mask beside the latents. */
  isInpainting: z.boolean(),
  predictionType: z.enum(['epsilon', 'v_prediction', 'sample']),
  parameters: z.object({ textEncoder: z.number(), unet: z.number(), vae: z.number() }),
  /** Size of its weights on disk, in bytes. */
  bytes: z.number(),
  /** What the studio has written of it into its own folder, in bytes: weights that cannot be used in place. Mostly 0. */
  rewrittenBytes: z.number(),
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
  CANNOT_REWRITE: studioErrors.CANNOT_REWRITE,
});

export const changeModelSchema = z.object({
  id: idSchema,
  /** Shown in both languages; empty for the model's own name. */
  name: z.string().trim().max(80, 'name-too-long').optional(),
  notes: z.string().max(4000, 'notes-too-long').optional(),
  /** Which arm it prints. The studio's own models keep theirs. */
  arm: armKindSchema.exclude(['en-raw']).optional(),
});
export type ChangeModel = z.infer<typeof changeModelSchema>;

const removeModelSchema = z.object({ id: idSchema, deleteFiles: z.boolean().default(false) });
export type RemoveModel = z.input<typeof removeModelSchema>;

const removedModelSchema = z.object({
  id: z.string(),
  /**
   * - `deleted`: what the studio has written of it is gone
   * - `left`: nobody asked, or they are the user's
   * - `shared`: another model reads some of them
   */
  files: z.enum(['deleted', 'left', 'shared']),
  /** Files that stay in its folder because the studio has not written them, or cannot delete them. */
  othersLeft: z.number(),
});
export type RemovedModel = z.infer<typeof removedModelSchema>;

const importRequestSchema = modelOptionsSchema.extend({
  path: pathSchema,
  arm: armKindSchema.exclude(['en-raw']).optional(),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const importEventSchema = z.discriminatedUnion('type', [
  /** Weights that cannot be used in place are being written into the studio's own folder. */
  z.object({ type: z.literal('rewriting'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** Last event. */
  z.object({ type: z.literal('imported'), model: modelSchema }),
]);
export type ImportEvent = z.infer<typeof importEventSchema>;

export const models = {
  list: oc.input(nothing).output(z.array(modelSchema)),
  /**
   * Reads a diffusers folder or a single file where it lies; only weights that cannot be used in place are written once
   * more. Importing the same path again refreshes its row. Ending the iteration leaves everything as it was.
   */
  import: errors.input(importRequestSchema).output(eventIterator(importEventSchema)),
  /** What the user says of a model; what is left out stays. Kept when the model is read again. */
  change: errors.input(changeModelSchema).output(modelSchema),
  /**
   * Says where a model's files are now. Only the same weights are taken: its pictures and settings stay with it.
   */
  relink: errors.input(z.object({ id: idSchema, path: pathSchema })).output(modelSchema),
  /**
   * Forgets a model. Its files are the user's and stay where they are; what the studio has rewritten of it goes.
   * `deleteFiles` deletes those that the studio has fetched or copied itself; on all others it does nothing.
   */
  remove: errors.input(removeModelSchema).output(removedModelSchema),
};
