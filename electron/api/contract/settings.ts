import { oc } from '@orpc/contract';
import { z } from 'zod';
import { nothing, pathSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';

/**
 * What pictures are made on: `auto` is the graphics adapter where there is one and else the processor; `cpu` the
 * processor; the others a provider of ONNX Runtime, with the number of its adapter after a colon where there are several.
 */
export const deviceChoiceSchema = z
  .string()
  .max(20)
  .regex(
    /^(auto|cpu|webgpu|coreml|(cuda|dml)(:\d{1,2})?)$/,
    'auto, cpu, cuda, dml, coreml or webgpu',
  );

/**
 * `automatic`: a large model's weights stay mapped in the user's file, which opens it in a moment; `prepacked`: they are
 * copied in the order in which they are multiplied, which takes seconds once and makes every step faster.
 */
const weightMemorySchema = z.enum(['automatic', 'prepacked']);

/** Providers of ONNX Runtime that networks are computed with. */
export const providerSchema = z.enum(['cpu', 'cuda', 'dml', 'coreml', 'webgpu']);

/** What the user has settled for every run; a request may say otherwise. */
export const studioSettingsSchema = z.object({
  /** Have a model's own safety checker look at what it made. Models without one are not affected. */
  safetyChecker: z.boolean().default(true),
  /** Hide the studio's name in the pixels. Off: with it, a picture is no longer the reference's, value for value. */
  watermark: z.boolean().default(false),
  /**
   * TAESD that draws the live previews: absolute path of its folder or of `taesd_decoder`. Null: previews are estimated
   * from the latents, which costs nothing and works with every model.
   */
  previewTaesd: pathSchema.nullable().default(null),
  /** Folders of scorers. Null: one that was fetched, else the demo's for the demo models' pictures. */
  japaneseScorer: pathSchema.nullable().default(null),
  englishScorer: pathSchema.nullable().default(null),
  /** Score pictures after they were made, in the background; only by a scorer that was chosen or fetched. */
  scoreNewPictures: z.boolean().default(true),
  /** Processes among which the processor is shared out. Null: as is fastest for most. */
  workers: z.number().int().min(1).max(64).nullable().default(null),
  /** The part of the memory that models may be kept in between pictures. */
  modelMemoryShare: z.number().min(0.1).max(0.9).default(0.5),
  /** How the processor's workers hold the weights of large models, as the engine's `WeightMemory`. */
  weightMemory: weightMemorySchema.default('automatic'),
  device: deviceChoiceSchema.default('auto'),
});
export type StudioSettings = z.infer<typeof studioSettingsSchema>;

/** What is left out stays. */
export const changeSettingsSchema = z.object({
  safetyChecker: z.boolean().optional(),
  watermark: z.boolean().optional(),
  previewTaesd: pathSchema.nullable().optional(),
  japaneseScorer: pathSchema.nullable().optional(),
  englishScorer: pathSchema.nullable().optional(),
  scoreNewPictures: z.boolean().optional(),
  workers: z.number().int().min(1).max(64).nullable().optional(),
  modelMemoryShare: z.number().min(0.1).max(0.9).optional(),
  weightMemory: weightMemorySchema.optional(),
  device: deviceChoiceSchema.optional(),
});
export type ChangeSettings = z.infer<typeof changeSettingsSchema>;

export const settings = {
  get: oc.input(nothing).output(studioSettingsSchema),
  change: oc
    .errors({
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
    })
    .input(changeSettingsSchema)
    .output(studioSettingsSchema),
};
