import { oc } from '@orpc/contract';
import { z } from 'zod';
import { nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';

/** Address of a Redis or Valkey, with user and password where it wants them: `redis://…`, `rediss://…` over TLS. */
export const queueUrlSchema = z
  .url({ protocol: /^rediss?$/, hostname: /^.+$/, error: 'queue-url-invalid' })
  .max(2000, 'queue-url-invalid')
  .refine(hasReadableSecrets, 'queue-url-invalid');

/** A lone `%` in user or password is no address that the client can read; a sign that is not a letter is written `%25`. */
function hasReadableSecrets(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null) return false;
  try {
    decodeURIComponent(parsed.username + parsed.password + parsed.pathname);
    return true;
  } catch {
    return false;
  }
}

export const remoteDeviceSchema = z.object({
  /** e.g. the graphics card's name. */
  name: z.string().max(200),
  provider: z.string().max(50),
  /**
   * - `fetching`: files of a model are on their way to it, `share` of them (0 … 1) are there
   * - `loading`: it reads a model into memory
   * - `printing`: `share` of the steps are done
   * - `full`: its own disk is; it gave its picture back and takes another one a little later
   */
  state: z.enum(['idle', 'fetching', 'loading', 'printing', 'full']),
  share: z.number().min(0).max(1).nullable(),
});
export type RemoteDevice = z.infer<typeof remoteDeviceSchema>;

/** A `nishiki worker` that has shown itself within the last seconds. */
export const remoteWorkerSchema = z.object({
  id: z.string(),
  /** Name of its machine. */
  host: z.string(),
  version: z.string(),
  devices: z.array(remoteDeviceSchema),
});
export type RemoteWorker = z.infer<typeof remoteWorkerSchema>;

export const remoteStateSchema = z.object({
  /** Without user and password; null while there is no remote queue, which is how it begins. */
  address: z.string().nullable(),
  /** Where the address comes from: kept settings, or the environment, which comes before them. */
  source: z.enum(['none', 'kept', 'environment']),
  /** Whether this machine prints too. */
  printHere: z.boolean(),
  /**
   * - `off`: no remote queue
   * - `connecting`: not reached yet
   * - `lost`: it was reached before; what was asked for goes on when it is back
   * - `refused`: it wants another password, or forbids what the queue needs
   * - `unreadable`: address or token were kept by another program or user of this machine
   */
  line: z.enum(['off', 'connecting', 'connected', 'lost', 'refused', 'unreadable']),
  /** The last failure's own words; empty while all is well. */
  detail: z.string(),
  workers: z.array(remoteWorkerSchema),
  /** Whether the system keeps address and token; otherwise they are in a file that only this user may read. */
  secretsInSystem: z.boolean(),
});
export type RemoteState = z.infer<typeof remoteStateSchema>;

export const changeRemoteSchema = z.object({
  /** Null turns the remote queue off. Left out, it stays. */
  url: queueUrlSchema.nullable().optional(),
  printHere: z.boolean().optional(),
  /** Makes a new token: workers with the old one get nothing any more. */
  renewToken: z.boolean().optional(),
});
export type ChangeRemote = z.infer<typeof changeRemoteSchema>;

export const remote = {
  state: oc.input(nothing).output(remoteStateSchema),
  change: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(changeRemoteSchema)
    .output(remoteStateSchema),
  /** The token that a worker needs, for the person who sets one up; null while there is no remote queue. */
  token: oc.input(nothing).output(z.object({ token: z.string().nullable() })),
};
