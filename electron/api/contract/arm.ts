import { z } from 'zod';
import { idSchema, nameSchema, pathSchema } from './bounds.ts';

/**
 * What an arm of a comparison stands for; decides its colour and its label everywhere.
 * - `ja`: the Japanese model reads the Japanese prompt
 * - `en`: the English model reads an English prompt
 * - `en-raw`: the English model reads the Japanese prompt as it is
 * - `ja-stage1`: the Japanese text encoder on the unchanged (western) image model
 */
export const armKinds = ['ja', 'en', 'en-raw', 'ja-stage1'] as const;
export const armKindSchema = z.enum(armKinds);
/** Arms that a model can be made for; which words it reads makes the fourth. */
export const modelArmSchema = armKindSchema.exclude(['en-raw']);
export type ArmKind = z.infer<typeof armKindSchema>;

/** Longest prompt taken, in UTF-16 units: a hundred times what a text encoder reads. */
export const maxPromptLength = 8000;

/** A prompt, or a text that is read as one. */
export const promptTextSchema = z
  .string()
  .max(maxPromptLength, 'prompt-too-long')
  .refine((text) => text.isWellFormed(), 'prompt-lone-surrogate');

/** A LoRA that is added to an arm's model. */
export const loraSchema = z.object({
  /** Absolute path on the studio's machine. */
  file: pathSchema,
  /** 1 is as it was trained. */
  scale: z.number().min(-100, 'lora-scale-too-small').max(100, 'lora-scale-too-large'),
});
export type Lora = z.infer<typeof loraSchema>;

/** A textual inversion: a word of its own that an arm's prompts may use. */
export const embeddingSchema = z.object({
  /** Absolute path on the studio's machine. */
  file: pathSchema,
  /** What stands for it in prompts; left out, the word that its file names, or the file's own name. */
  word: z.string().trim().min(1).max(100, 'embedding-word-too-long').optional(),
});
/** All of an arm. */
export const embeddingsSchema = z.array(embeddingSchema).max(32, 'embedding-too-many');
export type Embedding = z.infer<typeof embeddingSchema>;

/**
 * Who put an arm's prompt into English: the studio's glossary, the translator that the user named (`model` says which),
 * or a person.
 */
export const translationSchema = z.object({
  by: z.enum(['glossary', 'translator', 'person']),
  model: z.string().max(200).optional(),
});
export type Translation = z.infer<typeof translationSchema>;

/** Styles of one prompt, and LoRAs of one arm, at most. */
export const maxAppliedStyles = 16;
export const maxLoras = 16;

/**
 * Saved styles that are in an arm's texts already. Who looks at the picture is told their names; who takes it up again
 * finds what was written apart from them.
 */
export const appliedStylesSchema = z.object({
  names: z.array(nameSchema).min(1).max(maxAppliedStyles, 'style-too-many'),
  /** As written, before the styles were applied. */
  prompt: promptTextSchema,
  negativePrompt: promptTextSchema,
});
export type AppliedStyles = z.infer<typeof appliedStylesSchema>;

/** In the place of a VAE: the model's own, also where the user has set another one for the model. */
export const ownVae = 'own';

/** What a name in a prompt meant when a job was queued. */
export const namedLoraSchema = z.object({
  name: z.string().max(maxPromptLength),
  /** Of the library. */
  id: idSchema,
  /** Where it was then. */
  file: pathSchema,
});
export type NamedLora = z.infer<typeof namedLoraSchema>;

/** One model with one prompt. The arms of a request share seed, size, steps, guidance and sampler. */
export const armSchema = z.object({
  kind: armKindSchema,
  modelId: idSchema.min(1),
  prompt: promptTextSchema.refine((text) => text.trim() !== '', 'prompt-empty'),
  negativePrompt: promptTextSchema.default(''),
  loras: z.array(loraSchema).max(maxLoras, 'lora-too-many').optional(),
  embeddings: embeddingsSchema.optional(),
  /**
   * In the place of the model's own VAE: absolute path of another one's file or folder, or of TAESD's, which decodes in a
   * fraction of the time and softer; `own` for the model's own. Left out, it is what the user has set for the model.
   */
  vae: pathSchema.optional(),
  /**
   * The LoRAs that choices in the prompt name, `{<lora:ink:1>|…}`: noted by the studio when it is queued, as the library may
   * call them otherwise by the time that a seed chooses one.
   */
  namedLoras: z.array(namedLoraSchema).max(1000).optional(),
  /** In `prompt` and `negativePrompt`. */
  styles: appliedStylesSchema.optional(),
  /** Of an English prompt that stands for a Japanese one; kept with the comparison. */
  translation: translationSchema.optional(),
});
export type Arm = z.infer<typeof armSchema>;
