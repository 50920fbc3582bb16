interface Identified {
  readonly id: string;
}

/**
 * Records with those that have arrived: the latest `most` of them, and whatever else is needed now, which may have arrived
 * long ago.
 */
export function keepRecords<Item extends Identified>(
  known: ReadonlyMap<string, Item>,
  arrived: readonly Item[],
  needed: ReadonlySet<string>,
  most: number,
): ReadonlyMap<string, Item> {
  const all = new Map(known);
  for (const item of arrived) {
    all.delete(item.id);
    all.set(item.id, item);
  }
  let spare = all.size - most;
  for (const id of all.keys()) {
    if (spare <= 0) break;
    if (needed.has(id)) continue;
    all.delete(id);
    spare--;
  }
  return all;
}
