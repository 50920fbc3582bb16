import { oc } from '@orpc/contract';
import { z } from 'zod';
import { embeddingSchema, maxPromptLength } from './arm.ts';
import { idSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { promptSyntaxSchema } from './recipe.ts';

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

export const tokens = {
  /** One text through several tokenizers; left out, `modelIds` are the first Japanese and the first English model. */
  inspect: oc
    .errors({
      MODEL_NOT_FOUND: studioErrors.MODEL_NOT_FOUND,
      MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
    })
    .input(
      z.object({
        text: z
          .string()
          .max(maxPromptLength, 'prompt-too-long')
          .refine((text) => text.isWellFormed(), 'prompt-lone-surrogate'),
        modelIds: z.array(idSchema).max(6).optional(),
        /** With `weighted` signs are not counted, and of choices those of seed 0 are. */
        promptSyntax: promptSyntaxSchema.default('plain'),
        /** As an arm has them. */
        embeddings: z.array(embeddingSchema).max(32, 'embedding-too-many').optional(),
      }),
    )
    .output(z.array(tokenisationSchema)),
};
