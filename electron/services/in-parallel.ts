/**
 * Results of `act` in the order in which they come, with at most `limit` of them under way. However it ends, nothing is under
 * way any more when it has ended.
 *
 * @throws the first failure
 */
export async function* inParallel<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  act: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const running = new Set<Promise<{ done: Promise<unknown>; result: Result }>>();
  const waiting = items[Symbol.iterator]();
  try {
    for (let next = waiting.next(); ; next = waiting.next()) {
      if (next.done !== true) {
        const item = next.value;
        const task: Promise<{ done: Promise<unknown>; result: Result }> = act(item).then(
          (result) => ({ done: task, result }),
        );
        running.add(task);
        if (running.size < limit) continue;
      }
      if (running.size === 0) return;
      const { done, result } = await Promise.race(running);
      running.delete(done as typeof running extends Set<infer Task> ? Task : never);
      yield result;
    }
  } finally {
    await Promise.allSettled(running);
  }
}
