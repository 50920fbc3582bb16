import { oc } from '@orpc/contract';
import { z } from 'zod';
import { armSchema } from './arm.ts';
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
  /** `pictures[s][a]` is the picture of `seeds[s]` and `arms[a]`; null while or where there is none. */
  pictures: z.array(z.array(z.string().nullable())),
});
export type Comparison = z.infer<typeof comparisonSchema>;

const errors = oc.errors({ COMPARISON_NOT_FOUND: studioErrors.COMPARISON_NOT_FOUND });

export const comparisons = {
  /** Newest first. */
  list: oc
    .input(z.object({ limit: z.number().int().min(1).max(500).default(200) }))
    .output(z.array(comparisonSchema)),
  get: errors.input(z.object({ id: z.string() })).output(comparisonSchema),
};
