/** Reads at once: a thousand of 60 bytes take a tenth of the time of one after the other. */
const atOnce = 64;

/** Calls `read` for each item, some at a time, and returns the results in the items' order. */
export async function readTogether<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(read))));
  }
  return results;
}
