import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { idSchema, momentSchema } from './bounds.ts';
import { samplerSchema } from './sampler.ts';

/** Stars; 0: not rated. */
export const starsSchema = z.number().int().min(0, 'rating-too-small').max(5, 'rating-too-large');

/** Scores are cosines, some of them times 100. */
const scoreSchema = z.number().min(-1000).max(1000);

/**
 * Which pictures of the gallery. Everything combines: a picture must match all of it. An empty list means any.
 */
export const galleryFilterSchema = z.object({
  /**
   * Words that must all occur in prompt, negative prompt, model name, tags or seed; kana and width are folded, a word may
   * be a single character. `-word` must not occur. `prompt:` `neg:` `model:` `tag:` `seed:` (プロンプト: ネガ: モデル: タグ:
   * シード:) before a word look there only.
   */
  search: z.string().max(400).default(''),
  arms: z.array(armKindSchema).max(16).default([]),
  /** Fingerprints. */
  models: z.array(z.string().max(200)).max(500).default([]),
  samplers: z.array(samplerSchema).max(100).default([]),
  /** Width × height, e.g. `512x768`. */
  sizes: z
    .array(
      z
        .string()
        .max(20)
        .regex(/^\d+x\d+$/),
    )
    .max(500)
    .default([]),
  /** All of these tags; kana, width and case are folded. */
  tags: z.array(z.string().max(80)).max(100).default([]),
  boardId: idSchema.optional(),
  minRating: starsSchema.default(0),
  maxRating: starsSchema.default(5),
  /** Favourites only. */
  favourite: z.boolean().default(false),
  /** Made at or after. */
  from: momentSchema.optional(),
  /** Made before. */
  before: momentSchema.optional(),
  /** Pictures without a score never match a bound. */
  minScore: scoreSchema.optional(),
  maxScore: scoreSchema.optional(),
  comparisonId: idSchema.optional(),
  jobId: idSchema.optional(),
  /** Pictures made from this one. */
  parentId: idSchema.optional(),
  /** Only pictures whose pixels some other kept picture has too. */
  duplicates: z.boolean().default(false),
  /** Only pictures that the studio has not made. */
  imported: z.boolean().default(false),
  /** The trash in place of the gallery. */
  removed: z.boolean().default(false),
  /** One picture for each job: its favourite, its best rated or its first in the order. */
  stacked: z.boolean().default(false),
  order: z.enum(['newest', 'oldest', 'rating', 'score']).default('newest'),
});
export type GalleryFilter = z.output<typeof galleryFilterSchema>;
export type GalleryFilterInput = z.input<typeof galleryFilterSchema>;

const countSchema = z.number().int();
const choicesSchema = z.array(z.object({ value: z.string(), count: countSchema }));

/**
 * Counts of a facet leave out that facet's own filter, so that a second arm or size shows what choosing it would add. Tags
 * are the exception: all must match, so their counts are what would be left.
 */
export const galleryFacetsSchema = z.object({
  count: countSchema,
  arms: choicesSchema,
  /** Pictures that the studio has not made. */
  imported: countSchema,
  models: z.array(z.object({ value: z.string(), name: z.string(), count: countSchema })),
  samplers: choicesSchema,
  sizes: choicesSchema,
  /** `ratings[r]`: pictures with exactly r stars. */
  ratings: z.array(countSchema),
  favourites: countSchema,
  tags: choicesSchema,
  /** By id. */
  boards: choicesSchema,
  /** `2026-11`, in the studio's time zone. Newest first. */
  months: choicesSchema,
  /** Lowest and highest score among the matches; null where none has one. */
  scores: z.object({ lowest: z.number(), highest: z.number() }).nullable(),
});
export type GalleryFacets = z.infer<typeof galleryFacetsSchema>;
