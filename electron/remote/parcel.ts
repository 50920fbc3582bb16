import { createHash } from 'node:crypto';
import { z } from 'zod';
import { printSettingsSchema } from '../api/contract/recipe.ts';

/** SHA-256, hexadecimal: how everything large is named. Nothing on the wire is a path. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Bytes that the studio hands out by their hash. */
export const blobSchema = z.object({ sha256: hashSchema, bytes: z.number().int().min(0) });
export type Blob = z.infer<typeof blobSchema>;

/**
 * Files that the engine reads by name, as they lie together in one folder: a LoRA with its settings, a VAE, a safety
 * checker. No name leads anywhere: letters, digits and a few signs, never a separator.
 */
const bundleSchema = z.object({
  files: z
    .array(blobSchema.extend({ name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,120}$/) }))
    .min(1)
    .max(50),
  /** Whether the engine is given the one file or the folder. */
  is: z.enum(['file', 'folder']),
});
export type Bundle = z.infer<typeof bundleSchema>;

const rasterSchema = blobSchema.extend({
  width: z.number().int().min(1).max(16_384),
  height: z.number().int().min(1).max(16_384),
});

/** One picture to be made, as it travels: nothing left open, models and pictures named by what is in them. */
export const parcelSchema = z.object({
  /** Which studio hands out the blobs. */
  studio: z.string().regex(/^[\w-]{1,64}$/),
  /** `portable-model.ts` reads it. */
  model: blobSchema,
  /** What a worker's process keeps the loaded model by. */
  fingerprint: z.string().max(4000),
  loras: z.array(z.object({ bundle: bundleSchema, scale: z.number() })).max(16),
  embeddings: z.array(z.object({ bundle: bundleSchema, rest: z.looseObject({}) })).max(64),
  vae: bundleSchema.nullable(),
  safetyChecker: bundleSchema.nullable(),
  initImage: z
    .object({ picture: rasterSchema, mask: rasterSchema.nullable(), rest: z.looseObject({}) })
    .nullable(),
  /** The rest of a worker's task. */
  task: z.looseObject({
    prompt: z.string(),
    negativePrompt: z.string(),
    seed: z.string().regex(/^\d{1,20}$/),
    settings: printSettingsSchema,
  }),
});
export type Parcel = z.infer<typeof parcelSchema>;

/** Which picture of which job it is for, and how urgent. */
export interface Errand {
  readonly jobId: string;
  readonly cell: { readonly arm: number; readonly seed: number };
  readonly priority: 'foreground' | 'background';
}

/**
 * Name of an errand in the queue. The same picture has the same name after a crash, so that it is found again instead of
 * being asked for twice; a job that was edited has other ones.
 */
export function errandId({ jobId, cell }: Errand, { studio, ...parcel }: Parcel): string {
  const content = createHash('sha256')
    .update(JSON.stringify([studio, parcel]))
    .digest('hex');
  return `print-${jobId}-${cell.arm}-${cell.seed}-${content.slice(0, 16)}`;
}

const previewSchema = z.object({ width: z.number(), height: z.number(), rgb: z.base64() });

const shortageSchema = z.object({ neededBytes: z.number(), availableBytes: z.number() });

/** How far a worker has come. */
export const progressSchema = z.discriminatedUnion('type', [
  /** Files of the model are on their way, or it is being read into memory. */
  z.object({ type: z.literal('loading') }),
  /** The model is being calibrated for 8-bit integers. */
  z.object({ type: z.literal('calibrating'), step: z.number().int(), steps: z.number().int() }),
  /** It is made with a small footprint. */
  shortageSchema.extend({ type: z.literal('memory-short') }),
  z.object({
    type: z.literal('steps'),
    /** Since the last message. */
    steps: z.array(
      z.object({
        step: z.number().int(),
        steps: z.number().int(),
        seconds: z.number(),
        preview: previewSchema.nullable(),
      }),
    ),
  }),
]);
export type Progress = z.infer<typeof progressSchema>;

/** What a worker says of a finished picture; the pixels lie beside the queue, in pieces. */
export const deliverySchema = z.object({
  /** Key of the pieces' list. */
  pixels: z.string().regex(/^[\w:-]{1,200}$/),
  pieces: z.number().int().min(1).max(100_000),
  width: z.number().int().min(1).max(16_384),
  height: z.number().int().min(1).max(16_384),
  /** Of the pixels, `3 · width · height` bytes. */
  sha256: hashSchema,
  safety: z.enum(['passed', 'blocked']).nullable(),
  noiseHash: z.string(),
  provider: z.string(),
  precision: z.string(),
  footprint: z.literal('small').optional(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** Why a worker made no picture. */
const addedFileSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['lora', 'embedding']), index: z.number().int().nonnegative() }),
  z.object({ kind: z.literal('vae') }),
]);

export const refusalSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cancelled') }),
  z.object({
    type: z.literal('failed'),
    stage: z.enum(['load', 'print']),
    reason: z.string(),
    detail: z.string(),
    memory: shortageSchema.optional(),
    /** Which of the files that are added to the model cannot be read, in the parcel's lists. */
    added: addedFileSchema.optional(),
  }),
  /** Its process ended. */
  z.object({
    type: z.literal('died'),
    exitCode: z.number().nullable(),
    wasReady: z.boolean(),
    forMemory: z.boolean(),
  }),
]);
export type Refusal = z.infer<typeof refusalSchema>;

/** Pixels and files travel in pieces of at most this size, in bytes: Redis never holds much of anything. */
export const pieceBytes = 2 ** 20;

export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
