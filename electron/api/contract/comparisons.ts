import { oc } from '@orpc/contract';
import { z } from 'zod';
import { armSchema } from './arm.ts';
import { idSchema } from './bounds.ts';
import { comparisonOriginSchema } from './comparison-origin.ts';
import { studioErrors } from './errors.ts';
import { printSettingsSchema } from './recipe.ts';
import { seedSchema } from './seed.ts';

/**
 * A pair is a data type: one row with a prompt per arm, one list of seeds and one set of settings. Every arm of a seed
 * started from the same noise tensor.
 */
export const comparisonSchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  arms: z.array(armSchema).min(2),
  seeds: z.array(seedSchema),
  settings: printSettingsSchema,
  origin: comparisonOriginSchema.nullable(),
  /** `pictures[s][a]` is the picture of `seeds[s]` and `arms[a]`; null while or where there is none. */
  pictures: z.array(z.array(z.string().nullable())),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** How far two pictures are apart: `first` and `second` count the arms of the comparison. */
export const differenceSchema = z.object({
  first: z.number().int(),
  second: z.number().int(),
  /** Mean of |a − b| over all pixels and channels, 0 … 255. */
  meanAbsolute: z.number(),
  /** Peak signal-to-noise ratio over all channels in decibels; null for equal pictures, where it is infinite. */
  psnr: z.number().nullable(),
  /** Mean structural similarity of the luma (11 × 11 Gaussian window, σ 1.5), −1 … 1, where 1 is equal. */
  ssim: z.number(),
  /** Where the previews of both pictures were kept: how they parted. */
  parting: z
    .object({
      /** Steps finished at each point of the curve. */
      steps: z.array(z.number().int()),
      /** Mean of |a − b| between the previews of a step, 0 … 255. */
      curve: z.array(z.number()),
      /** The step from which on the previews are at least half as far apart as at the end; null where they end equal. */
      step: z.number().int().nullable(),
    })
    .nullable(),
});
export type Difference = z.infer<typeof differenceSchema>;

/** As many pictures as are measured against each other at once. */
export const mostMeasured = 8;

/** Two of the pictures asked for, by their places, and how far they are apart, or why that cannot be said. */
export const measuredPairSchema = z.object({
  first: z.number().int(),
  second: z.number().int(),
  /** Null where they could not be measured. */
  difference: differenceSchema.omit({ first: true, second: true }).nullable(),
  /**
   * Why not: they are not equally large; smaller than the window of the structural similarity; larger than the studio's
   * own pictures can be; or a file is gone or cannot be read.
   */
  reason: z.enum(['sizes-differ', 'too-small', 'too-large', 'unreadable']).nullable(),
});
export type MeasuredPair = z.infer<typeof measuredPairSchema>;

/** The previews of one picture as one sheet: tiles in rows of `columns`, in the order of `steps`. */
export const previewSheetSchema = z.object({
  pictureId: z.string(),
  /** Of one tile, in pixels. */
  width: z.number().int(),
  height: z.number().int(),
  columns: z.number().int(),
  /** Steps finished at each tile. */
  steps: z.array(z.number().int()),
  /** WebP as a data URL. */
  sheet: z.string(),
});
export type PreviewSheet = z.infer<typeof previewSheetSchema>;

const errors = oc.errors({ COMPARISON_NOT_FOUND: studioErrors.COMPARISON_NOT_FOUND });

export const comparisons = {
  /** Newest first. */
  list: oc
    .input(
      z.object({
        /** Words of the arms' prompts, in either kana and width, and seeds; all of them must be there. */
        search: z.string().max(400).default(''),
        /** Id of the last one that was listed: only those made before it. */
        before: idSchema.optional(),
        limit: z.number().int().min(1).max(500).default(200),
      }),
    )
    .output(z.array(comparisonSchema)),
  get: errors.input(z.object({ id: idSchema })).output(comparisonSchema),
  /**
   * How far the pictures of one seed are apart, for every two arms that have a picture whose file is there. Measured
   * when first asked for and kept.
   *
   * @param seed place in the comparison's list of seeds
   */
  measure: errors
    .input(z.object({ id: idSchema, seed: z.number().int().min(0) }))
    .output(z.array(differenceSchema)),
  /**
   * How far any pictures of the gallery are apart, every two of them, whether or not they belong to one comparison.
   * Measured when first asked for and kept.
   */
  measurePictures: oc
    .input(z.object({ pictureIds: z.array(idSchema).min(2).max(mostMeasured) }))
    .output(z.array(measuredPairSchema)),
  /** The previews of one seed's pictures, for those arms whose previews were kept. */
  previews: errors
    .input(z.object({ id: idSchema, seed: z.number().int().min(0) }))
    .output(z.array(previewSheetSchema)),
};
