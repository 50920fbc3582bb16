/**
 * Makes what keeps the results of the last `limit` keys: asked for again, one is not made again, unless it failed.
 */
export function rememberLatest<Result>(
  limit: number,
): (key: string, make: () => Promise<Result>) => Promise<Result> {
  // A Map keeps the order of insertion: the first is the one unused longest.
  const known = new Map<string, Promise<Result>>();
  return (key, make) => {
    const result = known.get(key) ?? make();
    known.delete(key);
    known.set(key, result);
    result.catch(() => known.delete(key));
    for (const oldest of known.keys()) {
      if (known.size <= limit) break;
      known.delete(oldest);
    }
    return result;
  };
}
