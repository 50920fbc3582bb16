import { z } from 'zod';
import { pathSchema } from './bounds.ts';

/** Whether the studio keeps files of its own or reads the user's where they lie. */
export const keepSchema = z.enum(['copy', 'link']);
export type Keep = z.infer<typeof keepSchema>;

export const importPicturesRequestSchema = z.object({
  /** Folders, with all that is below them, and files, on the studio's machine. Absolute. */
  paths: z.array(pathSchema).min(1, 'path-empty').max(10_000),
  keep: keepSchema.default('copy'),
});
export type ImportPicturesRequest = z.input<typeof importPicturesRequestSchema>;

/**
 * Why a file was not taken in.
 * - `not-a-picture`: neither PNG, JPEG, WebP nor AVIF, whatever its name says
 * - `damaged`: cut off, or its pixels cannot be read
 * - `unreadable`: the system does not hand it out
 */
export const importFailureReasons = ['not-a-picture', 'damaged', 'unreadable'] as const;

const countSchema = z.number().int().nonnegative();

const tallySchema = z.object({
  /** Files that were looked at. */
  done: countSchema,
  total: countSchema,
  /** Pictures that are new in the gallery. */
  added: countSchema,
  /** Files that show what the gallery had already, also in its trash. */
  known: countSchema,
  failed: countSchema,
});
export type ImportTally = z.infer<typeof tallySchema>;

export const importPicturesEventSchema = z.discriminatedUnion('type', [
  /** First as soon as it is known how many files there are. */
  tallySchema.extend({ type: z.literal('progress') }),
  /** A file that was left where it is; the others go on. */
  z.object({
    type: z.literal('failed'),
    path: z.string(),
    reason: z.enum(importFailureReasons),
    detail: z.string(),
  }),
  /** Last event. */
  tallySchema.extend({ type: z.literal('done') }),
]);
export type ImportPicturesEvent = z.infer<typeof importPicturesEventSchema>;
