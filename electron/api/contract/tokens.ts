import { oc } from '@orpc/contract';
import { z } from 'zod';
import { embeddingsSchema, promptTextSchema } from './arm.ts';
import { idSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { generationRequestSchema } from './generation.ts';
import { promptSyntaxSchema, stepsSchema } from './recipe.ts';
import { seedSchema } from './seed.ts';

export const tokenSchema = z.object({
  /** As the vocabulary writes it: `▁サラリーマン`, `ãĥ©`, `</w>`. */
  piece: z.string(),
  id: z.number().int(),
  unknown: z.boolean(),
  /** UTF-16 range of the text that the piece stands for, where it is known. */
  start: z.number().int().nullable(),
  end: z.number().int().nullable(),
  /** For unknown pieces: spellings of the same word that this tokenizer knows. */
  suggestions: z.array(z.string()),
  /**
   * Of a word that a textual inversion has taught: how many tokens stand for it. They follow one another with the word as
   * their piece and the same range. Null for a piece of the vocabulary.
   */
  learned: z.number().int().nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

export const tokenisationSchema = z.object({
  tokenizer: z.enum(['sentencepiece', 'clip']),
  /** Model whose tokenizer it is. */
  modelId: z.string(),
  /** Pieces of the whole text, without start, end and padding. */
  tokens: z.array(tokenSchema),
  /**
   * How many pieces the text encoder reads: 76 (SentencePiece) or 75 (CLIP), and that many more for each further window
   * of a weighted prompt. Pieces from here on are cut off.
   */
  usable: z.number().int(),
  /** Textual inversions that this model cannot use: their words are cut like any other. */
  unusable: z.array(z.object({ file: z.string(), detail: z.string() })),
});
export type Tokenisation = z.infer<typeof tokenisationSchema>;

/** A token of a window, and how much it counts. */
const weighedTokenSchema = tokenSchema.extend({
  /** 1 where the prompt gives none. */
  weight: z.number(),
});
export type WeighedToken = z.infer<typeof weighedTokenSchema>;

/** One text that a prompt leads to, as the text encoder takes it. */
const readTextSchema = z.object({
  text: z.string(),
  /** Steps in which the UNet sees it, both ends included, 1 … steps; none where a schedule never comes to it. */
  spans: z.array(z.object({ from: z.number().int(), until: z.number().int() })),
  /** Without start, end and padding. */
  windows: z.array(z.array(weighedTokenSchema)),
  /** What a plain prompt is too long for: the text encoder does not see it. */
  cutOff: z.array(weighedTokenSchema),
});
export type ReadText = z.infer<typeof readTextSchema>;

/** A prompt as a picture's model reads it. */
export const promptReadingSchema = z.object({
  tokenizer: tokenisationSchema.shape.tokenizer,
  modelId: z.string(),
  promptSyntax: promptSyntaxSchema,
  /** Every choice settled. The ranges of tokens are those of this text. */
  settled: z.string(),
  /** UNet calls that schedules are laid out over. */
  steps: z.number().int(),
  /** How many pieces a window takes: 76 (SentencePiece) or 75 (CLIP). */
  usable: z.number().int(),
  /** One, or as many as AND joins, each with its weight. */
  prompts: z.array(z.object({ weight: z.number(), texts: z.array(readTextSchema) })),
  /** Further texts of schedules that are not listed. */
  unlisted: z.number().int(),
  unusable: tokenisationSchema.shape.unusable,
});
export type PromptReading = z.infer<typeof promptReadingSchema>;

const modelIdsSchema = z.array(idSchema).max(6).optional();

export const tokens = {
  /** One text through several tokenizers; left out, `modelIds` are the first Japanese and the first English model. */
  inspect: oc
    .errors({
      MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
    })
    .input(
      z.object({
        text: promptTextSchema,
        modelIds: modelIdsSchema,
        /** With `weighted` signs are not counted, and of choices those of seed 0 are. */
        promptSyntax: promptSyntaxSchema.default('plain'),
        embeddings: embeddingsSchema.optional(),
      }),
    )
    .output(z.array(tokenisationSchema)),
  /**
   * What a picture of this prompt is made from: choices settled, then AND, schedules, windows and weights, as the engine
   * reads them. Models as above.
   */
  read: oc
    .errors({
      MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
      PROMPT_INVALID: studioErrors.PROMPT_INVALID,
    })
    .input(
      z.object({
        text: promptTextSchema,
        modelIds: modelIdsSchema,
        promptSyntax: generationRequestSchema.shape.promptSyntax,
        /** The picture's, which settles choices. */
        seed: seedSchema.default('0'),
        /** UNet calls, which most samplers make once a step. Left out, the steps that the model recommends. */
        steps: stepsSchema.optional(),
        embeddings: embeddingsSchema.optional(),
      }),
    )
    .output(z.array(promptReadingSchema)),
};
