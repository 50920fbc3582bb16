import { oc } from '@orpc/contract';
import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { idSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';

/** Which comparisons are voted on: those of one run of a pack, one comparison, or all that there are. */
export const ballotSchema = z.object({
  runId: idSchema.optional(),
  comparisonId: idSchema.optional(),
});
export type Ballot = z.infer<typeof ballotSchema>;

/** Two pictures of one seed, side by side, without saying whose they are. */
export const trialSchema = z.object({
  id: z.string(),
  /** Place in its session, from 1. */
  order: z.number().int(),
  /** The words of the first arm, which both pictures answer to. */
  prompt: z.string(),
  /** What a right picture shows, where a pack says so. */
  note: z.object({ ja: z.string(), en: z.string() }).nullable(),
  left: z.string(),
  right: z.string(),
  /** Pairs of pictures that nobody has judged yet, this one included. */
  unjudged: z.number().int(),
});
export type Trial = z.infer<typeof trialSchema>;

export const choiceSchema = z.enum(['left', 'right', 'draw']);
export type Choice = z.infer<typeof choiceSchema>;

/** A judged trial with all that is known of it. */
export const voteSchema = z.object({
  trialId: z.string(),
  session: z.string(),
  order: z.number().int(),
  shownAt: z.iso.datetime(),
  votedAt: z.iso.datetime(),
  comparisonId: z.string(),
  promptId: z.string().nullable(),
  category: z.string().nullable(),
  prompt: z.string(),
  seed: z.string(),
  leftKind: armKindSchema,
  leftModel: z.string(),
  rightKind: armKindSchema,
  rightModel: z.string(),
  choice: choiceSchema,
});
export type Vote = z.infer<typeof voteSchema>;

/** How an arm did against the others of its group. */
export const ratingSchema = z.object({
  kind: armKindSchema,
  modelId: z.string(),
  wins: z.number().int(),
  losses: z.number().int(),
  draws: z.number().int(),
  /** Bradley–Terry strength on the Elo scale, 0 on average: 400 more is ten times the odds. */
  rating: z.number(),
  /** Bounds of the 95 % confidence interval. */
  low: z.number(),
  high: z.number(),
});
export type Rating = z.infer<typeof ratingSchema>;

export const ratingGroupSchema = z.object({
  /** The prompt's or category's name; null for everything together. */
  group: z.string().nullable(),
  votes: z.number().int(),
  /** Strongest first. */
  ratings: z.array(ratingSchema),
});
export type RatingGroup = z.infer<typeof ratingGroupSchema>;

const { TRIAL_NOT_FOUND } = studioErrors;

export const votes = {
  /**
   * The next trial of a session: pictures that were judged least, in random order, on random sides. A trial that was
   * shown and not judged comes again. Null where no two pictures can be judged.
   */
  next: oc
    .input(ballotSchema.extend({ session: z.string().min(1).max(60) }))
    .output(trialSchema.nullable()),
  /** Judges a trial and says what it was. */
  cast: oc
    .errors({ TRIAL_NOT_FOUND })
    .input(z.object({ trialId: idSchema, choice: choiceSchema }))
    .output(voteSchema),
  /** Takes the latest vote of a session back: its trial comes next. Null where there is none. */
  retract: oc
    .input(z.object({ session: z.string().max(60) }))
    .output(z.object({ trialId: z.string() }).nullable()),
  ratings: oc
    .input(ballotSchema.extend({ by: z.enum(['all', 'category', 'prompt']).default('all') }))
    .output(z.array(ratingGroupSchema)),
  /** Every vote, in the order of casting: CSV (UTF-8 with byte order mark) or JSON. */
  export: oc
    .input(ballotSchema.extend({ format: z.enum(['csv', 'json']) }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
};
