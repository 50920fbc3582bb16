import { z } from 'zod';
import { idSchema } from './bounds.ts';

/** What was changed in the prompt of an arm: a word left out (`replacement` null) or put in place of another. */
export const wordChangeSchema = z.object({
  word: z.string().min(1).max(200),
  replacement: z.string().max(200).nullable(),
});
export type WordChange = z.infer<typeof wordChangeSchema>;

/** What a comparison belongs to, where it was not simply asked for. */
export const comparisonOriginSchema = z.discriminatedUnion('type', [
  /** One prompt of a culture pack. */
  z.object({
    type: z.literal('pack'),
    runId: idSchema,
    packId: idSchema,
    promptId: idSchema,
    category: idSchema,
  }),
  /** One prompt with its words left out or exchanged in turn: a change per arm, null for the prompt as it was. */
  z.object({ type: z.literal('ablation'), changes: z.array(wordChangeSchema.nullable()).max(16) }),
]);
export type ComparisonOrigin = z.infer<typeof comparisonOriginSchema>;
