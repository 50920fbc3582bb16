import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { idSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';

/** Languages that scorers read: a Japanese CLOOB or CLIP, and OpenAI's CLIP. */
export const scorerLanguages = ['ja', 'en'] as const;
export const scorerLanguageSchema = z.enum(scorerLanguages);
export type ScorerLanguage = z.infer<typeof scorerLanguageSchema>;

export const scorerSchema = z.object({
  /** Kept with every score that it gives. */
  name: z.string(),
  language: scorerLanguageSchema,
  /** Absolute path of its folder. */
  path: z.string(),
  /**
   * Who chose it: the user in the settings, the studio because it has fetched it, or nobody: the small one that comes with
   * the studio, which knows nothing but the world of the demo models and scores only their pictures.
   */
  origin: z.enum(['chosen', 'fetched', 'demo']),
});
export type Scorer = z.infer<typeof scorerSchema>;

export const scoreEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('scored'),
    pictureId: z.string(),
    score: z.number(),
    scorer: z.string(),
    done: z.number().int(),
    total: z.number().int(),
  }),
  /** Last event. `skipped`: no scorer reads their words. `unreadable`: their files cannot be read. */
  z.object({
    type: z.literal('done'),
    scored: z.number().int(),
    skipped: z.array(z.string()),
    unreadable: z.array(z.string()),
  }),
]);
export type ScoreEvent = z.infer<typeof scoreEventSchema>;

/** Pictures that a text was looked for in by meaning, best first. */
export const meaningSearchSchema = z.object({
  /** Null where there is none: nothing can be found then. */
  scorer: scorerSchema.nullable(),
  /** Pictures that this scorer has looked at; others cannot be found. */
  searched: z.number().int().nonnegative(),
  /** `score` is the cosine of text and picture, −1 … 1. */
  pictures: z.array(z.object({ id: z.string(), score: z.number() })),
});
export type MeaningSearch = z.infer<typeof meaningSearchSchema>;

export const scores = {
  /** Looks for pictures by what they show, whatever their prompts say. Scoring a picture makes it findable. */
  find: oc
    .errors({ MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE })
    .input(
      z.object({
        text: z.string().trim().min(1).max(400),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(meaningSearchSchema),
  /** The scorers that are used now, at most one for each language. */
  scorers: oc.input(nothing).output(z.array(scorerSchema)),
  /** Pictures as they get their scores, whoever asked for them, until the iteration is ended. */
  watch: oc.input(nothing).output(eventIterator(z.object({ pictureId: z.string() }))),
  /**
   * Scores kept pictures anew: how well each fits its words, as a cosine. The pictures of a comparison are all scored
   * against its Japanese words where a Japanese scorer is there, so that arms can be compared; any other picture against
   * its own prompt. Ending the iteration stops it; what was scored is kept.
   */
  run: oc
    .errors({
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
    })
    .input(z.object({ ids: z.array(idSchema).min(1).max(500) }))
    .output(eventIterator(scoreEventSchema)),
};
