import { oc } from '@orpc/contract';
import { z } from 'zod';
import { armSchema, promptTextSchema } from './arm.ts';
import { idSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { printSettingsSchema } from './recipe.ts';
import { seedSchema } from './seed.ts';

/** A prompt that was printed, kept independently of its pictures. The same arms printed again renew their entry. */
export const promptEntrySchema = z.object({
  id: z.string(),
  arms: z.array(armSchema).min(1),
  /** Of the latest run. */
  settings: printSettingsSchema,
  seed: seedSchema,
  count: z.number().int(),
  uses: z.number().int(),
  favourite: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  /** Newest pictures of this prompt that are still in the gallery, at most 12. */
  pictureIds: z.array(z.string()),
});
export type PromptEntry = z.infer<typeof promptEntrySchema>;

/** A word of a prompt with its place in UTF-16 units, and what goes away with it when it is left out. */
export const promptWordSchema = z.object({
  word: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  dropStart: z.number().int(),
  dropEnd: z.number().int(),
});
export type PromptWord = z.infer<typeof promptWordSchema>;

/** The prompt without a word, or with another one in its place. */
export function changeWord(text: string, word: PromptWord, replacement: string | null): string {
  return replacement === null
    ? (text.slice(0, word.dropStart) + text.slice(word.dropEnd)).trim()
    : text.slice(0, word.start) + replacement + text.slice(word.end);
}

/** The files that `__name__` in a prompt chooses a line from, and the folder that the user's own lie in. */
export const wildcardListSchema = z.object({
  folder: z.string(),
  wildcards: z.array(
    z.object({
      /** Path below the folder without `.txt`, with `/` between folders. */
      name: z.string(),
      options: z.number().int().nonnegative(),
      /** The first option. */
      example: z.string(),
      /** An English prompt has lines of its own. */
      english: z.boolean(),
      /** It came with the studio. */
      own: z.boolean(),
    }),
  ),
});
export type WildcardList = z.infer<typeof wildcardListSchema>;

const errors = oc.errors({ PROMPT_NOT_FOUND: studioErrors.PROMPT_NOT_FOUND });

export const prompts = {
  /** Latest use first. */
  list: oc
    .input(
      z.object({
        search: z.string().max(400).default(''),
        favourite: z.boolean().default(false),
        limit: z.number().int().min(1).max(500).default(100),
        /** How many of the latest are left out: what was listed before. */
        offset: z.number().int().min(0).max(10_000_000).default(0),
      }),
    )
    .output(z.array(promptEntrySchema)),
  setFavourite: errors
    .input(z.object({ id: idSchema, favourite: z.boolean() }))
    .output(z.object({ id: z.string() })),
  remove: errors.input(z.object({ id: idSchema })).output(z.object({ id: z.string() })),
  /** Brings back an entry removed since the studio was opened. */
  restore: errors.input(z.object({ id: idSchema })).output(z.object({ id: z.string() })),
  /**
   * English words for a Japanese prompt from the studio's own glossary, longest match first. What it does not know is
   * listed, never guessed.
   */
  translate: oc
    .input(z.object({ text: promptTextSchema }))
    .output(z.object({ english: z.string(), untranslated: z.array(z.string()) })),
  wildcards: oc.input(nothing).output(wildcardListSchema),
  /** The words of a prompt that can be left out or exchanged; `text` is the prompt as their places count it. */
  words: oc
    .input(z.object({ text: promptTextSchema }))
    .output(z.object({ text: z.string(), words: z.array(promptWordSchema) })),
};
