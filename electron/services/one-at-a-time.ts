import { once } from 'node:events';

/**
 * Makes what lets work on one thing go on once at a time, for each key. A second one waits until the first has ended, however
 * that was, and only then looks at what is left; where its signal aborts meanwhile, it ends without a word.
 */
export function createOneAtATime() {
  const running = new Map<string, Promise<void>>();

  return async function* oneAtATime<Item>(
    key: string,
    signal: AbortSignal,
    work: () => AsyncGenerator<Item, void, void>,
  ): AsyncGenerator<Item, void, void> {
    for (let other = running.get(key); other !== undefined; other = running.get(key)) {
      await endOrAbort(other, signal);
      if (signal.aborted) return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    running.set(key, promise);
    try {
      yield* work();
    } finally {
      running.delete(key);
      resolve();
    }
  };
}

async function endOrAbort(end: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const heard = new AbortController();
  // Its own end is no failure of anything.
  const aborted = once(signal, 'abort', { signal: heard.signal }).catch(() => {});
  await Promise.race([end, aborted]);
  heard.abort();
}
