import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { armSchema } from './arm.ts';
import { idSchema, nothing } from './bounds.ts';
import { comparisonOriginSchema } from './comparison-origin.ts';
import { studioErrors } from './errors.ts';
import { pictureSchema } from './gallery.ts';
import { initImageSchema } from './init-image.ts';
import { noiseSourceSchema, variationRequestSchema } from './noise.ts';
import {
  cellSchema,
  clipSkipSchema,
  deepCacheSchema,
  guidanceSchema,
  hiresFixSchema,
  printSettingsSchema,
  promptSyntaxSchema,
  sideSchema,
  stepsSchema,
} from './recipe.ts';
import { samplerSchema } from './sampler.ts';
import { seedSchema } from './seed.ts';

/** Seeds of one job at most: a night's work, and no more than a page can show. */
export const maxSeeds = 200;

/**
 * A batch: `count` seeds × `arms`. Settings left out are those recommended by the first arm's model. With two arms or
 * more the batch is kept as a comparison.
 */
export const generationRequestSchema = z
  .object({
    arms: z.array(armSchema).min(1).max(16),
    /**
     * First seed of the batch; picture i uses `seed + i`. With a variation all use `seed`, and picture i goes towards
     * `variation.seed + i`. Left out, the studio draws one.
     */
    seed: seedSchema.optional(),
    count: z.number().int().min(1, 'count-too-small').max(maxSeeds, 'count-too-large').default(1),
    /** The seeds themselves, where they are not in a row; `seed` and `count` then say nothing. */
    seeds: z.array(seedSchema).min(1).max(maxSeeds, 'count-too-large').optional(),
    width: sideSchema.optional(),
    height: sideSchema.optional(),
    steps: stepsSchema.optional(),
    guidance: guidanceSchema.optional(),
    sampler: samplerSchema.optional(),
    promptSyntax: promptSyntaxSchema.default('weighted'),
    clipSkip: clipSkipSchema.optional(),
    deepCache: deepCacheSchema.optional(),
    int8: z.boolean().optional(),
    noiseSource: noiseSourceSchema.default('cpu'),
    variation: variationRequestSchema.optional(),
    initImage: initImageSchema.optional(),
    hiresFix: hiresFixSchema.optional(),
    /** These two, left out: as the studio's settings say. */
    safetyChecker: z.boolean().optional(),
    watermark: z.boolean().optional(),
    /** Kept with the comparison. */
    origin: comparisonOriginSchema.optional(),
  })
  .refine(({ initImage, hiresFix }) => initImage === undefined || hiresFix === undefined, {
    path: ['hiresFix'],
    message: 'hires-fix-with-picture',
  });
export type GenerationRequest = z.infer<typeof generationRequestSchema>;
export type GenerationRequestInput = z.input<typeof generationRequestSchema>;

/** A job as settled: what will be printed, nothing left open. */
export const jobSchema = z.object({
  id: z.string(),
  comparisonId: z.string().nullable(),
  arms: z.array(armSchema),
  seeds: z.array(seedSchema),
  settings: printSettingsSchema,
  createdAt: z.iso.datetime(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
});
export type Job = z.infer<typeof jobSchema>;

/**
 * Nothing can be saved now (a full disk, a drive that is away), for the system's `reason`: what is finished waits in memory.
 * It goes on by itself; what is saved next says so.
 */
export const heldEventSchema = z.object({
  type: z.literal('held'),
  folder: z.string(),
  reason: z.string(),
});

export const generationEventSchema = z.discriminatedUnion('type', [
  /** First event but for `held`, and again when the job was edited: the settled job and how many jobs are before it. */
  z.object({ type: z.literal('queued'), job: jobSchema, ahead: z.number().int() }),
  z.object({ type: z.literal('loading'), modelId: z.string() }),
  /** The picture's model is being calibrated for 8-bit integers, which is done once; `loading` follows. */
  z.object({
    type: z.literal('calibrating'),
    cell: cellSchema,
    modelId: z.string(),
    /** Steps finished, 0 … steps. */
    step: z.number().int(),
    steps: z.number().int(),
  }),
  /** As usual the picture would need more memory than there is: it is made with a small footprint, and more slowly. */
  z.object({
    type: z.literal('memory-short'),
    cell: cellSchema,
    neededBytes: z.number(),
    availableBytes: z.number(),
  }),
  z.object({
    type: z.literal('step'),
    cell: cellSchema,
    /** Steps finished, 1 … steps. */
    step: z.number().int(),
    steps: z.number().int(),
    /** Seconds that the last step took in the worker, shared out among the pictures that took it together. */
    seconds: z.number(),
    /** A small picture as a data URL, or null where none was made. */
    preview: z.string().nullable(),
  }),
  heldEventSchema,
  z.object({ type: z.literal('saved'), cell: cellSchema, picture: pictureSchema }),
  /** Last event of a job that printed everything. */
  z.object({
    type: z.literal('done'),
    jobId: z.string(),
    seconds: z.number(),
    secondsPerStep: z.number(),
  }),
  /** Last event of a job that was cancelled; what was saved before is kept. */
  z.object({ type: z.literal('cancelled'), jobId: z.string(), saved: z.number().int() }),
]);
export type GenerationEvent = z.infer<typeof generationEventSchema>;

export const memoryForecastRequestSchema = z.object({
  modelIds: z.array(idSchema).min(1).max(16),
  /** Left out: as each model's own recommendation has it. */
  width: sideSchema.optional(),
  height: sideSchema.optional(),
  guidance: guidanceSchema.optional(),
  /** Computed in 8-bit integers, which are copies of the weights. */
  int8: z.boolean().optional(),
  /** A picture goes into the VAE as well: it begins from one, or a first pass is drawn over at this size. */
  encodes: z.boolean().optional(),
});
export type MemoryForecastRequest = z.infer<typeof memoryForecastRequestSchema>;

/** How much memory pictures take at most, of the model that takes most. Bytes. */
export const memoryForecastSchema = z.object({
  /** As usual, weights included that stay mapped from their files. */
  usualBytes: z.number(),
  /** With a small footprint, without mapped weights: what there must be at least. */
  smallBytes: z.number(),
  /** What there is at present, with what a worker could let go of. */
  availableBytes: z.number(),
  /** How it would be made now; null: it would be refused. */
  footprint: z.enum(['usual', 'small']).nullable(),
});
export type MemoryForecast = z.infer<typeof memoryForecastSchema>;

/** Why a request is refused before anything is made. */
export const requestErrors = {
  MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
  MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
  LICENCE_NOT_ACCEPTED: studioErrors.LICENCE_NOT_ACCEPTED,
  INPUT_NOT_FOUND: studioErrors.INPUT_NOT_FOUND,
  PROMPT_INVALID: studioErrors.PROMPT_INVALID,
  CANNOT_SAVE: studioErrors.CANNOT_SAVE,
};

/** Why pictures are not made, whoever asked for them. */
export const printErrors = {
  ...requestErrors,
  WORKER_DIED: studioErrors.WORKER_DIED,
  OUT_OF_MEMORY: studioErrors.OUT_OF_MEMORY,
  GENERATION_FAILED: studioErrors.GENERATION_FAILED,
};

export const generation = {
  /** Prints a batch. Ending the iteration or aborting its signal cancels the job between two steps. */
  run: oc
    .errors(printErrors)
    .input(generationRequestSchema)
    .output(eventIterator(generationEventSchema)),
  /** Asks a queued or running job to stop. Asked twice, the worker process is ended. */
  cancel: oc
    .errors({ JOB_NOT_FOUND: studioErrors.JOB_NOT_FOUND })
    .input(z.object({ jobId: idSchema }))
    .output(z.object({ jobId: z.string() })),
  /** Predicts the memory of pictures before they are asked for. */
  forecast: oc
    .errors({
      MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
    })
    .input(memoryForecastRequestSchema)
    .output(memoryForecastSchema),
  /** Jobs that are queued or running, in the order in which they will print. */
  active: oc.input(nothing).output(z.array(jobSchema)),
};
