import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';

/** A connection that ends with the test. */
export function connectRedis(t: TestContext, url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  t.after(() => redis.disconnect());
  return redis;
}

/** Waits until a Redis answers. */
export async function createClientOnce(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => {});
  await redis.ping();
  redis.disconnect();
}
