import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { samplerSchema } from './recipe.ts';

/** Stars; 0: not rated. */
export const ratingSchema = z.number().int().min(0, 'rating-too-small').max(5, 'rating-too-large');

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
  arms: z.array(armKindSchema).default([]),
  /** Fingerprints. */
  models: z.array(z.string()).default([]),
  samplers: z.array(samplerSchema).default([]),
  /** Width × height, e.g. `512x768`. */
  sizes: z.array(z.string().regex(/^\d+x\d+$/)).default([]),
  /** All of these tags; kana, width and case are folded. */
  tags: z.array(z.string()).default([]),
  boardId: z.string().optional(),
  minRating: ratingSchema.default(0),
  maxRating: ratingSchema.default(5),
  /** Favourites only. */
  favourite: z.boolean().default(false),
  /** Made at or after. */
  from: z.iso.datetime().optional(),
  /** Made before. */
  before: z.iso.datetime().optional(),
  /** Pictures without a score never match a bound. */
  minScore: z.number().optional(),
  maxScore: z.number().optional(),
  comparisonId: z.string().optional(),
  jobId: z.string().optional(),
  /** Pictures made from this one. */
  parentId: z.string().optional(),
  /** Only pictures whose pixels some other kept picture has too. */
  duplicates: z.boolean().default(false),
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
