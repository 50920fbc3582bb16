import type { Priority } from '../api/contract/queue.ts';

interface Placed {
  readonly job: { readonly id: string };
  readonly priority: Priority;
}

/** Foreground before background; otherwise the order stays. */
export function sortByPriority<Entry extends Placed>(entries: readonly Entry[]): Entry[] {
  return entries.toSorted(
    (a, b) => Number(a.priority === 'background') - Number(b.priority === 'background'),
  );
}

/**
 * Takes jobs out and puts them back, in the order of `ids`, before what is then at place `to`. Ids that are not there
 * are passed over.
 */
export function moveEntries<Entry extends Placed>(
  entries: readonly Entry[],
  ids: readonly string[],
  to: number,
): Entry[] {
  const moved = [...new Set(ids)].flatMap(
    (id) => entries.find((entry) => entry.job.id === id) ?? [],
  );
  const rest = entries.filter((entry) => !moved.includes(entry));
  return sortByPriority([...rest.slice(0, to), ...moved, ...rest.slice(to)]);
}
