import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { modelArmSchema } from './arm.ts';
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
  /** The library's VAE that it uses where nothing else is asked for; null for its own. */
  vaeId: z.string().nullable(),
  arm: modelArmSchema,
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
  /** Guidance is an input of its UNet, as distillation makes it: negative prompts have no effect. */
  takesGuidance: z.boolean(),
  predictionType: z.enum(['epsilon', 'v_prediction', 'sample']),
  parameters: z.object({ textEncoder: z.number(), unet: z.number(), vae: z.number() }),
  /** Size of its weights on disk, in bytes. */
  bytes: z.number(),
  /** What the studio has written of it into its own folder, in bytes: weights that cannot be used in place. Mostly 0. */
  rewrittenBytes: z.number(),
  precision: z.string(),
  licence: z.string().nullable(),
  /** Where a hub shows the model that was fetched there. */
  page: z.string().nullable(),
  acceptance: z.object({
    /**
     * - `free`: its licence asks for nothing before it is run, or it names none
     * - `needed`: the user has to accept it before the first picture
     * - `accepted`: the user has
     */
    state: z.enum(['free', 'needed', 'accepted']),
    at: z.iso.datetime().nullable(),
  }),
  /** What is in its files, read through in the background. */
  content: z.object({
    state: z.enum(['unknown', 'waiting', 'reading', 'known']),
    /** While it is `reading`, otherwise 0: how much of all its files has been read. */
    bytesDone: z.number().int(),
    bytesTotal: z.number().int(),
    /** A single file's SHA-256; of several files that of the lines that `sha256sum` prints for them, by name. */
    sha256: z.string().nullable(),
  }),
  /** Its UNet has been calibrated for 8-bit integers, as it is without LoRAs and the like. */
  calibrated: z.boolean(),
  /** Hash of the checkpoint's headers: which weights made a picture. */
  fingerprint: z.string(),
  recommended: printSettingsSchema,
  importedAt: z.iso.datetime(),
});
export type Model = z.infer<typeof modelSchema>;

export const calibrateEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('calibrating'),
    /** Steps finished, 0 … steps. */
    step: z.number().int(),
    steps: z.number().int(),
  }),
  /** Last event. */
  z.object({
    type: z.literal('calibrated'),
    /** `useless`: it is computed on a graphics adapter, which has no use for 8-bit integers; nothing was done. */
    result: z.enum(['first', 'known', 'useless']),
    /** Layers of its UNet that are computed in 8-bit integers. */
    layers: z.number().int(),
  }),
]);
export type CalibrateEvent = z.infer<typeof calibrateEventSchema>;

const errors = oc.errors({
  MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
  MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
  CANNOT_REWRITE: studioErrors.CANNOT_REWRITE,
  CANNOT_COPY: studioErrors.CANNOT_COPY,
});

export const changeModelSchema = z.object({
  id: idSchema,
  /** Shown in both languages; empty for the model's own name. */
  name: z.string().trim().max(80, 'name-too-long').optional(),
  notes: z.string().max(4000, 'notes-too-long').optional(),
  /** Which arm it prints. The studio's own models keep theirs. */
  arm: modelArmSchema.optional(),
  /** Of the library; null for the model's own VAE. */
  vaeId: idSchema.nullable().optional(),
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
  arm: modelArmSchema.optional(),
  /** Copy what is read of it into the studio's own folder, and use the copy. */
  copy: z.boolean().optional(),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const importEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('copying'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** What was copied is read again and compared. */
  z.object({ type: z.literal('checking'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** Weights that cannot be used in place are being written into the studio's own folder. */
  z.object({ type: z.literal('rewriting'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** Last event. */
  z.object({ type: z.literal('imported'), model: modelSchema }),
]);
export type ImportEvent = z.infer<typeof importEventSchema>;

const modelLicenceSchema = z.object({
  /** As the model names it, e.g. `creativeml-openrail-m`. */
  name: z.string().nullable(),
  acceptance: modelSchema.shape.acceptance,
  /** The licence as it lies with the model, else its model card; 256 KiB at most. */
  file: z.object({ name: z.string(), text: z.string() }).nullable(),
  /** Where the model's card says that the licence can be read, else the page where it was fetched. */
  link: z.string().nullable(),
});
export type ModelLicence = z.infer<typeof modelLicenceSchema>;

export const checkEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reading'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** Last event. */
  z.object({
    type: z.literal('checked'),
    /** `first`: they had not been read through before. */
    result: z.enum(['first', 'same', 'changed']),
    /** Names of files that are others now, gone or new. */
    changed: z.array(z.string()),
    /** Of what is there now. */
    sha256: z.string(),
  }),
]);
export type CheckEvent = z.infer<typeof checkEventSchema>;

export const findEventSchema = z.discriminatedUnion('type', [
  /** Folders that have been looked into. */
  z.object({ type: z.literal('looking'), folders: z.number() }),
  z.object({ type: z.literal('checking'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** Last event. Null where it is not there. */
  z.object({ type: z.literal('found'), model: modelSchema.nullable() }),
]);
export type FindEvent = z.infer<typeof findEventSchema>;

export const models = {
  list: oc.input(nothing).output(z.array(modelSchema)),
  /**
   * Reads a diffusers folder or a single file where it lies, or a copy of it; only weights that cannot be used in place are written once
   * more. Importing the same path again refreshes its row. Ending the iteration leaves everything as it was.
   */
  import: errors.input(importRequestSchema).output(eventIterator(importEventSchema)),
  /** What the user says of a model; what is left out stays. Kept when the model is read again. */
  change: errors
    .errors({ ADDITION_NOT_FOUND: studioErrors.ADDITION_NOT_FOUND })
    .input(changeModelSchema)
    .output(modelSchema),
  /**
   * Says where a model's files are now. Only the same weights are taken: its pictures and settings stay with it.
   */
  relink: errors.input(z.object({ id: idSchema, path: pathSchema })).output(modelSchema),
  /**
   * Looks for a missing model in a folder and below, by what is in its files whatever they are called now, and uses it from
   * where it is. Ending the iteration leaves everything as it was.
   */
  find: errors
    .input(z.object({ id: idSchema, folder: pathSchema }))
    .output(eventIterator(findEventSchema)),
  /** Whether a model's files are still what they were when they were first read through. */
  check: errors.input(z.object({ id: idSchema })).output(eventIterator(checkEventSchema)),
  /**
   * Finds which layers of a model are computed in 8-bit integers, and in which ranges, ahead of the first picture that asks
   * for them. Ending the iteration leaves everything as it was.
   */
  calibrate: oc
    .errors({
      MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
      LICENCE_NOT_ACCEPTED: studioErrors.LICENCE_NOT_ACCEPTED,
      CANNOT_CALIBRATE: studioErrors.CANNOT_CALIBRATE,
    })
    .input(z.object({ id: idSchema }))
    .output(eventIterator(calibrateEventSchema)),
  licence: errors.input(z.object({ id: idSchema })).output(modelLicenceSchema),
  /** The user has read a model's licence and accepts it; the moment is kept. */
  acceptLicence: errors.input(z.object({ id: idSchema })).output(modelSchema),
  /**
   * Forgets a model. Its files are the user's and stay where they are; what the studio has rewritten of it goes.
   * `deleteFiles` deletes those that the studio has fetched or copied itself; on all others it does nothing.
   */
  remove: errors.input(removeModelSchema).output(removedModelSchema),
};
