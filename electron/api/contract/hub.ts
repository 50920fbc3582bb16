import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { modelArmSchema } from './arm.ts';
import { baseAddressSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { modelOptionsSchema, modelSchema } from './models.ts';

/** Repositories that most people come for: the Japanese model, its fair English partner, and what scores pictures. */
export const hubPresets = [
  'rinna/japanese-stable-diffusion',
  'CompVis/stable-diffusion-v1-4',
  'rinna/japanese-cloob-vit-b-16',
] as const;

/** `owner/name`, also as the address of its page. */
const repositorySchema = z
  .string()
  .max(400, 'repository-invalid')
  .transform((text) =>
    text
      .trim()
      .replace(/^https?:\/\/[^/]+\//, '')
      .replace(/[/?#]+$/, ''),
  )
  .pipe(z.string().regex(/^\w[\w.-]{0,95}\/\w[\w.-]{0,95}$/, 'repository-invalid'));

const addressSchema = baseAddressSchema('hub-address-invalid');

const rateSchema = z.number().int().min(10_000, 'rate-too-small').nullable();

export const hubSettingsSchema = z.object({
  /** Base address, without a slash at its end. */
  address: addressSchema.default('https://huggingface.co'),
  /** Null for as fast as it goes. */
  bytesPerSecond: rateSchema.default(null),
});

export const hubStateSchema = z.object({
  address: z.string(),
  bytesPerSecond: z.number().nullable(),
  /** Never the token itself. `unreadable`: it was kept by another program or user of this machine. */
  token: z.enum(['none', 'saved', 'unreadable', 'environment']),
  /** Whether the system keeps the token; otherwise it is in a file that only this user may read. */
  tokenInSystem: z.boolean(),
});
export type HubState = z.infer<typeof hubStateSchema>;

export const changeHubSchema = z.object({
  /** A new address forgets the token: it was given for the other one. */
  address: addressSchema.optional(),
  bytesPerSecond: rateSchema.optional(),
  /** Null forgets it. */
  token: z
    .string()
    .trim()
    .max(400, 'token-invalid')
    .regex(/^[\x21-\x7e]+$/, 'token-invalid')
    .nullable()
    .optional(),
});
export type ChangeHub = z.infer<typeof changeHubSchema>;
export type ChangeHubInput = z.input<typeof changeHubSchema>;

const downloadRequestSchema = z.object({
  repository: repositorySchema,
  /** Branch, tag or commit. */
  revision: z
    .string()
    .max(200, 'revision-invalid')
    .regex(/^[\w./-]+$/, 'revision-invalid')
    .default('main'),
  /** Weights to prefer, e.g. `fp16`. */
  variant: modelOptionsSchema.shape.variant,
  /** Fetch the model's safety checker too, a gigabyte more; left out, it is not. */
  safetyChecker: z.boolean().optional(),
  arm: modelArmSchema.optional(),
});
export type DownloadRequest = z.infer<typeof downloadRequestSchema>;

export const downloadEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('fetching'),
    bytesDone: z.number(),
    bytesTotal: z.number(),
    /** Over the last seconds; null until it is known. */
    bytesPerSecond: z.number().nullable(),
  }),
  /** Weights that cannot be used as they were published are being written once more. */
  z.object({ type: z.literal('rewriting'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** Last event. A scorer is no model that prints: `model` is null then. */
  z.object({ type: z.literal('downloaded'), path: z.string(), model: modelSchema.nullable() }),
]);
export type DownloadEvent = z.infer<typeof downloadEventSchema>;

const errors = oc.errors({
  HUB_FAILED: studioErrors.HUB_FAILED,
  MODEL_UNREADABLE: studioErrors.MODEL_UNREADABLE,
  CANNOT_REWRITE: studioErrors.CANNOT_REWRITE,
  CANNOT_SAVE: studioErrors.CANNOT_SAVE,
});

export const hub = {
  state: errors.input(nothing).output(hubStateSchema),
  change: errors.input(changeHubSchema).output(hubStateSchema),
  /**
   * Fetches what a model needs into the studio's own folder and imports it. Ending the iteration keeps what has arrived;
   * the same request goes on from there.
   */
  download: errors.input(downloadRequestSchema).output(eventIterator(downloadEventSchema)),
};
