import type { Redis } from 'ioredis';
import { z } from 'zod';
import { remoteDeviceSchema } from '../api/contract/remote.ts';
import type { RemoteWorker } from '../api/contract/remote.ts';
import type { Keys } from './keys.ts';
import type { Seal } from './seal.ts';

/** A worker that has not shown itself for so long is gone, in seconds. */
const presentSeconds = 10;
/** How often it shows itself, in milliseconds. */
export const showEvery = 2000;

const presenceSchema = z.object({
  host: z.string().max(200),
  version: z.string().max(50),
  devices: z.array(remoteDeviceSchema.extend({ models: z.array(z.string()).max(20) })).max(64),
});
export type Presence = z.infer<typeof presenceSchema>;

/** A worker as its studio sees it; `models` are fingerprints of what its devices have in memory. */
export interface SeenWorker extends RemoteWorker {
  devices: Presence['devices'];
}

/** Says that the worker is there and what it does. */
export async function showPresence(
  id: string,
  presence: Presence,
  { redis, keys, seal }: { redis: Redis; keys: Keys; seal: Seal },
): Promise<void> {
  await redis
    .multi()
    .sadd(keys.workers, id)
    .set(keys.worker(id), seal.closeJson(`worker:${id}`, presence), 'EX', presentSeconds)
    .exec();
}

export async function endPresence(
  id: string,
  { redis, keys }: { redis: Redis; keys: Keys },
): Promise<void> {
  await redis.multi().srem(keys.workers, id).del(keys.worker(id)).exec();
}

/** The workers that are there, by host. Those that have vanished are taken off the list. */
export async function listPresent({
  redis,
  keys,
  seal,
}: {
  redis: Redis;
  keys: Keys;
  seal: Seal;
}): Promise<SeenWorker[]> {
  const ids = await redis.smembers(keys.workers);
  if (ids.length === 0) return [];
  const found = await redis.mget(ids.map((id) => keys.worker(id)));
  const gone = ids.filter((_, place) => found[place] === null);
  if (gone.length > 0) await redis.srem(keys.workers, gone);
  const seen = ids.flatMap((id, place) => {
    const sealed = found[place];
    if (typeof sealed !== 'string') return [];
    const parsed = presenceSchema.safeParse(openPresence(id, sealed, seal));
    return parsed.success ? [{ id, ...parsed.data }] : [];
  });
  return seen.toSorted((a, b) => a.host.localeCompare(b.host) || a.id.localeCompare(b.id));
}

/** Null for what no worker of this token has said: it must not hide those that have. */
function openPresence(id: string, sealed: string, seal: Seal): unknown {
  try {
    return seal.openJson(`worker:${id}`, sealed);
  } catch {
    return null;
  }
}
