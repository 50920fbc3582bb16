import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { armKindSchema, promptTextSchema } from './arm.ts';
import { idSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { heldEventSchema, printErrors, requestErrors } from './generation.ts';
import { jobFailureSchema } from './queue.ts';
import { printSettingsSchema, sideSchema, stepsSchema, guidanceSchema } from './recipe.ts';
import { samplerSchema } from './sampler.ts';
import { seedSchema } from './seed.ts';

/** What a pack file is refused for besides its schema's own message codes. */
export type PackRefusal =
  | 'pack-not-json'
  /** A pack that comes with the studio has this id. */
  | 'pack-name-taken'
  | 'pack-missing'
  | 'pack-wrong-kind'
  /** Of a text, a list or a number. */
  | 'pack-too-small'
  | 'pack-too-large'
  | 'pack-malformed';

const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'pack-bad-name')
  .max(60);
const bothLanguages = z.object({ ja: z.string().min(1), en: z.string().min(1) });
const prompt = promptTextSchema.trim().min(1, 'prompt-empty');

/** One thing to ask of both languages. */
export const packPromptSchema = z.object({
  /** Unique in its pack: votes and reports name it. */
  id: name,
  ja: prompt,
  /** The same, written in English by a person. */
  en: prompt,
  /** What a right picture shows. */
  note: bothLanguages,
  /** Ratings are counted by category too; the pack's id where it is left out. */
  category: name.optional(),
});
export type PackPrompt = z.infer<typeof packPromptSchema>;

/** A versioned set of prompts in both languages with fixed seeds: resources/culture-packs/pack.schema.json. */
export const packSchema = z
  .object({
    $schema: z.string().optional(),
    schema: z.literal(1),
    id: name,
    /** Raised with every change of a prompt, so that two reports can be told apart. */
    version: z.number().int().min(1),
    title: bothLanguages,
    about: bothLanguages,
    seeds: z.array(seedSchema).min(1).max(16),
    prompts: z.array(packPromptSchema).min(1).max(500),
  })
  .refine(({ prompts }) => new Set(prompts.map(({ id }) => id)).size === prompts.length, {
    error: 'pack-same-prompt-twice',
    path: ['prompts'],
  });
export type Pack = z.infer<typeof packSchema>;

/** Which model prints which arm of a run. */
export const packArmSchema = z.object({ kind: armKindSchema, modelId: idSchema.min(1) });
export type PackArm = z.infer<typeof packArmSchema>;

/** A pack as it was when it was run, with what became of it. */
export const packRunSchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  pack: packSchema,
  arms: z.array(packArmSchema),
  settings: printSettingsSchema,
  /** Pictures that are there, of `total`. */
  printed: z.number().int(),
  total: z.number().int(),
});
export type PackRun = z.infer<typeof packRunSchema>;

export const packRunRequestSchema = z.object({
  packId: idSchema,
  arms: z.array(packArmSchema).min(2).max(8),
  /** Only these prompts; all where it is left out. */
  promptIds: z.array(idSchema).min(1).max(500).optional(),
  /** In place of the pack's own. */
  seeds: z.array(seedSchema).min(1).max(16).optional(),
  width: sideSchema.optional(),
  height: sideSchema.optional(),
  steps: stepsSchema.optional(),
  guidance: guidanceSchema.optional(),
  sampler: samplerSchema.optional(),
});
export type PackRunRequest = z.infer<typeof packRunRequestSchema>;

export const packEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), run: packRunSchema }),
  /** A prompt begins to print. */
  z.object({ type: z.literal('prompt'), promptId: z.string(), comparisonId: z.string() }),
  z.object({
    type: z.literal('saved'),
    promptId: z.string(),
    pictureId: z.string(),
    printed: z.number().int(),
    total: z.number().int(),
  }),
  /** Before its model makes its first picture in 8-bit integers. */
  z.object({
    type: z.literal('calibrating'),
    promptId: z.string(),
    modelId: z.string(),
    step: z.number().int(),
    steps: z.number().int(),
  }),
  heldEventSchema,
  z.object({ type: z.literal('done'), run: packRunSchema }),
]);
export type PackEvent = z.infer<typeof packEventSchema>;

/** A run that the studio goes on with. */
export const openPackRunSchema = z.object({
  run: packRunSchema,
  /** False while others print before it. */
  begun: z.boolean(),
  /** Why it does not go on; null where it does. */
  failure: jobFailureSchema.nullable(),
});

export const packNewsSchema = z.discriminatedUnion('type', [
  /** First, and whenever another one comes: all that the studio goes on with. */
  z.object({ type: z.literal('open'), runs: z.array(openPackRunSchema) }),
  z.object({ type: z.literal('event'), runId: z.string(), event: packEventSchema }),
  /** It is printed, was stopped, or does not go on: then `failure` says why. */
  z.object({
    type: z.literal('ended'),
    runId: z.string(),
    failure: jobFailureSchema.nullable(),
  }),
]);
export type PackNews = z.infer<typeof packNewsSchema>;

const { PACK_NOT_FOUND, PACK_UNREADABLE, CANNOT_SAVE } = studioErrors;
const runErrors = { ...printErrors, PACK_NOT_FOUND };
const keptRun = oc.errors({ PACK_NOT_FOUND, CANNOT_SAVE }).input(z.object({ runId: idSchema }));

export const packs = {
  /** The studio's own first, then the user's. */
  list: oc.input(nothing).output(z.array(packSchema.safeExtend({ own: z.boolean() }))),
  /** Takes a pack in, or a newer version of one of the user's. The studio's own cannot be replaced. */
  add: oc
    .errors({ PACK_UNREADABLE, CANNOT_SAVE })
    .input(z.object({ json: z.string().max(4_000_000) }))
    .output(packSchema),
  /** Forgets one of the user's packs; its runs stay. */
  remove: oc
    .errors({ PACK_NOT_FOUND, CANNOT_SAVE })
    .input(z.object({ id: idSchema }))
    .output(z.object({ id: z.string() })),
  /**
   * Prints a pack, one comparison per prompt, whether or not anybody looks: over a closed page and a restart of the
   * studio. `watch` tells what becomes of it.
   */
  start: oc
    .errors({ ...requestErrors, PACK_NOT_FOUND })
    .input(packRunRequestSchema)
    .output(packRunSchema),
  /** Prints what a run lacks, as `start` does. */
  goOn: keptRun.output(packRunSchema),
  /** Stops a run before its next step. What is printed is kept, and `goOn` prints the rest. */
  stop: keptRun.output(packRunSchema),
  /** What the studio goes on with, and what becomes of it, until the iteration is ended. That changes nothing. */
  watch: oc.input(nothing).output(eventIterator(packNewsSchema)),
  /** As `start`, for a caller who waits: ending the iteration stops it, and no later studio goes on with it. */
  run: oc.errors(runErrors).input(packRunRequestSchema).output(eventIterator(packEventSchema)),
  /** As `goOn`, for a caller who waits. */
  resume: oc
    .errors(runErrors)
    .input(z.object({ runId: idSchema }))
    .output(eventIterator(packEventSchema)),
  /** Newest first. */
  runs: oc.input(nothing).output(z.array(packRunSchema)),
  /** The comparisons of a run that have pictures, by prompt, in the pack's order. */
  comparisons: oc
    .errors({ PACK_NOT_FOUND })
    .input(z.object({ runId: idSchema }))
    .output(z.array(z.object({ promptId: z.string(), comparisonIds: z.array(z.string()) }))),
  /** One HTML file that needs nothing else, and one PNG contact sheet as a data URL. */
  report: oc
    .errors({ PACK_NOT_FOUND })
    .input(z.object({ runId: idSchema, language: z.enum(['ja', 'en']).default('ja') }))
    .output(z.object({ fileName: z.string(), html: z.string(), sheet: z.string() })),
};
