import { oc } from '@orpc/contract';
import { z } from 'zod';
import { nothing } from './bounds.ts';
import { providerSchema } from './settings.ts';

const deviceSchema = z.object({
  id: z.string(),
  /** e.g. the processor's name. */
  name: z.string(),
  provider: providerSchema,
  threads: z.number().int(),
  /** The memory of its card; left out where it shares the machine's, or does not tell. */
  cardBytes: z.number().optional(),
  worker: z.enum(['stopped', 'starting', 'idle', 'busy']),
  /** How the worker uses it, as its self-test found; null before it was tested. */
  use: z
    .object({
      /** Provider, precision and form of attention, e.g. `webgpu-float16-decomposed`. */
      profile: z.string(),
      /** Why the processor computes in its place; null where it does not. */
      problem: z.string().nullable(),
    })
    .nullable(),
});

export const systemInfoSchema = z.object({
  version: z.string(),
  /** Where pictures and the database are kept. */
  dataFolder: z.string(),
  devices: z.array(deviceSchema),
  /** Cores that the studio may use; so many workers there can be. */
  cores: z.number().int(),
  /** Of this machine, or of the part of it that the studio may use. */
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number() }),
  health: z.object({
    database: z.enum(['ok', 'read-only']),
    pictureFolder: z.enum(['ok', 'read-only', 'missing']),
    /** Free space where pictures are kept; null where the system does not say. */
    diskFreeBytes: z.number().nullable(),
    /** Pictures found on disk at start without a row and taken back into the gallery. */
    recovered: z.number().int(),
    /** Where the damaged database is kept in whose place a new one was made at start; null where it was sound. */
    repairedFrom: z.string().nullable(),
  }),
});
export type SystemInfo = z.infer<typeof systemInfoSchema>;

export const system = {
  info: oc.input(nothing).output(systemInfoSchema),
};
