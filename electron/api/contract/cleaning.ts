import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { idSchema, nothing, pathSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';

const countSchema = z.number().int().nonnegative();

/** A data set whose pairs have their scores. The studio keeps the last one until it closes. */
export const scoredSetSchema = z.object({
  id: z.string(),
  /** Absolute path of the data set. */
  folder: z.string(),
  /** Absolute path of the scorer's folder. */
  scorer: z.string(),
  /** Of all pairs, the lowest first: the place of a score is that of its pair in `cleaning.pairs`. Cosines, −1 … 1. */
  scores: z.array(z.number()),
  /** Pictures without a caption: neither scored nor kept. */
  uncaptioned: countSchema,
  /** Files that are no pictures: neither scored nor kept. */
  unreadable: countSchema,
  /** The first of them. `picture`: below the folder. */
  unreadableFirst: z.array(z.object({ picture: z.string(), reason: z.string() })),
});
export type ScoredSet = z.infer<typeof scoredSetSchema>;

export const scoreSetEventSchema = z.discriminatedUnion('type', [
  /** First as soon as it is known how many pairs there are; `known` of them had their scores from an earlier run. */
  z.object({
    type: z.literal('progress'),
    done: countSchema,
    total: countSchema,
    known: countSchema,
  }),
  /** Last event. */
  z.object({ type: z.literal('done'), set: scoredSetSchema }),
]);
export type ScoreSetEvent = z.infer<typeof scoreSetEventSchema>;

export const setPairSchema = z.object({
  /** Below the data set's folder, with slashes. */
  picture: z.string(),
  /** At most its first 2 000 characters. */
  caption: z.string(),
  score: z.number(),
  /** A WebP of at most 256 × 256 pixels as a `data:` address; null where the file cannot be read any more. */
  thumbnail: z.string().nullable(),
});
export type SetPair = z.infer<typeof setPairSchema>;

/** A pair to be looked at by itself. */
export const largePairSchema = z.object({
  picture: z.string(),
  /** At most its first 20 000 characters. */
  caption: z.string(),
  /** A WebP of at most 1 600 × 1 600 pixels as a `data:` address; null where the file cannot be read any more. */
  image: z.string().nullable(),
  /** Of the file itself. */
  size: z.object({ width: countSchema, height: countSchema }).nullable(),
});
export type LargePair = z.infer<typeof largePairSchema>;

export const exportSetEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: countSchema, total: countSchema }),
  /** Last event. `folder`: absolute. */
  z.object({ type: z.literal('done'), kept: countSchema, folder: z.string() }),
]);
export type ExportSetEvent = z.infer<typeof exportSetEventSchema>;

/** Data sets of captioned pictures: how well each pair fits, and a copy of those that fit well enough. */
export const cleaning = {
  /**
   * Scores the pairs of a folder and of all folders below it: pictures with a `.txt` or `.caption` file beside them, or
   * listed in a `metadata.jsonl`. The folder is only read. One data set at a time; a second run waits. What was scored
   * once is taken over by later runs of the same folder and scorer, in another studio on the same data too, while the files stay
   * as they are.
   */
  score: oc
    .errors({
      DATA_SET_UNREADABLE: studioErrors.DATA_SET_UNREADABLE,
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
    })
    .input(
      z.object({
        folder: pathSchema,
        /** A scorer's folder: CLIP, or a Japanese CLIP or CLOOB. */
        scorer: pathSchema,
      }),
    )
    .output(eventIterator(scoreSetEventSchema)),
  /** The data set that was scored last; null where none was since the studio was opened. */
  last: oc.input(nothing).output(scoredSetSchema.nullable()),
  /** Pairs by their places among all scores, from `from` on. */
  pairs: oc
    .errors({ DATA_SET_GONE: studioErrors.DATA_SET_GONE })
    .input(
      z.object({
        setId: idSchema,
        from: z.number().int().min(0).max(1e9),
        count: z.number().int().min(1).max(60),
      }),
    )
    .output(z.array(setPairSchema)),
  /** The pair at this place among all scores. */
  pair: oc
    .errors({ DATA_SET_GONE: studioErrors.DATA_SET_GONE })
    .input(z.object({ setId: idSchema, place: z.number().int().min(0).max(1e9) }))
    .output(largePairSchema),
  /**
   * Copies the pairs with at least this score into a new folder, laid out as the data set is, with a `metadata.jsonl` of
   * all captions and scores. Stopped or failed, it leaves nothing behind.
   */
  export: oc
    .errors({
      DATA_SET_GONE: studioErrors.DATA_SET_GONE,
      DATA_SET_NOT_WRITTEN: studioErrors.DATA_SET_NOT_WRITTEN,
    })
    .input(
      z.object({
        setId: idSchema,
        threshold: z.number().min(-1).max(1),
        /** Absolute path of a folder that is not there yet. */
        out: pathSchema,
      }),
    )
    .output(eventIterator(exportSetEventSchema)),
};
