import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/**
 * How the line to Redis is: `connecting` until it was up once, `lost` after that. `refused` is an answer, of a server
 * that wants another password or forbids what the queue needs.
 */
export type LinkState = 'connecting' | 'connected' | 'lost' | 'refused';

export interface RedisLink {
  readonly redis: Redis;
  state(): LinkState;
  /** The system's or Redis' own words about the last failure; empty while all is well. */
  detail(): string;
  /** Ends the connection and its copies, once what was said is said; where the line is down, at once. */
  close(): Promise<void>;
}

/** How long an orderly end may take, in milliseconds. */
const closingPatience = 1500;

/** Redis wants another password, or forbids what the queue needs. */
export class QueueRefusedError extends Error {
  override readonly name = 'QueueRefusedError';
}

/** Longest pause before the line is tried again, in milliseconds. */
const longestPause = 3000;

/**
 * A connection that comes back by itself. Commands given while it is away wait for it.
 *
 * @param onChange told of every change of `state`
 */
export async function openRedisLink(url: string, onChange: () => void): Promise<RedisLink> {
  // Only studios with a remote queue load the client.
  const client = await import('ioredis');
  let state: LinkState = 'connecting';
  let detail = '';
  let wasUp = false;
  let closing = false;
  const redis = new client.Redis(url, {
    // A command waits as long as it takes: what is queued here is nothing that could be given up.
    maxRetriesPerRequest: null,
    connectTimeout: 10_000,
    retryStrategy: (times) => Math.min(times * 250, longestPause),
  });

  // BullMQ copies the connection for what blocks, and waits for ever to end a copy whose line is down.
  const copies = new Set<Redis>();
  const copy = redis.duplicate.bind(redis);
  redis.duplicate = (override) => {
    const made = copy(override);
    made.on('error', () => {});
    copies.add(made);
    // Ended for good: each file that a worker fetches has one of its own.
    made.on('end', () => copies.delete(made));
    return made;
  };

  function change(next: LinkState): void {
    if (state === next || closing) return;
    state = next;
    onChange();
  }

  redis.on('ready', () => {
    wasUp = true;
    detail = '';
    change('connected');
  });
  redis.on('close', () => {
    if (state !== 'refused') change(wasUp ? 'lost' : 'connecting');
  });
  redis.on('error', (error: Error) => {
    const before = detail;
    detail = withoutSecrets(error.message || String(error), url);
    if (isRefusal(error.message)) change('refused');
    else if (before !== detail) onChange();
  });

  return {
    redis,
    state: () => state,
    detail: () => detail,
    async close() {
      closing = true;
      if (state === 'connected') await withinReason(redis.quit());
      for (const connection of [redis, ...copies]) connection.disconnect();
    },
  };
}

/** Waits for what a line that has just gone down would never answer, but not for long. */
export async function withinReason(work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => {}), pause(closingPatience, undefined, { ref: false })]);
}

/** Resolves when the line is up, or when `signal` aborts. @throws QueueRefusedError */
export async function untilConnected(link: RedisLink, signal: AbortSignal): Promise<void> {
  while (link.state() !== 'connected' && !signal.aborted) {
    if (link.state() === 'refused') throw new QueueRefusedError(link.detail());
    await pause(100);
  }
}

function isRefusal(message: string): boolean {
  return /\b(?:NOAUTH|WRONGPASS|NOPERM|invalid password|DENIED)\b/i.test(message);
}

/** Redis repeats neither user nor password, but this goes to screens and logs, so nothing is taken on trust. */
function withoutSecrets(text: string, url: string): string {
  const { username, password } = new URL(url);
  return (
    [username, password]
      .filter((secret) => secret !== '')
      // The contract's schema and the client have decoded it before.
      .flatMap((secret) => [secret, decodeURIComponent(secret)])
      .reduce((clean, secret) => clean.replaceAll(secret, '…'), text)
  );
}
