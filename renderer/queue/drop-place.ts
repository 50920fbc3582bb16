import type { QueueEntry } from '../../electron/api/contract/queue.ts';

type Placed = Pick<QueueEntry, 'priority'> & { readonly job: { readonly id: string } };

/** Jobs that are being carried, and the place among the others that they would take, counted from 0. */
export interface Carried {
  readonly moved: readonly string[];
  readonly to: number;
}

/** The carried jobs where they are now: before the others that follow the first of them. */
export function pickUp(entries: readonly Placed[], moved: readonly string[]): Carried {
  const first = entries.findIndex(({ job }) => moved.includes(job.id));
  const before = entries.slice(0, Math.max(0, first));
  return { moved, to: before.filter(({ job }) => !moved.includes(job.id)).length };
}

/** Carries them to another place, as near as it can be: foreground jobs stay before background ones. */
export function carryTo(entries: readonly Placed[], { moved }: Carried, to: number): Carried {
  const rest = restOf(entries, moved);
  const own = entries.filter(({ job }) => moved.includes(job.id));
  const foreground = rest.filter(({ priority }) => priority === 'foreground').length;
  const least = own.every(({ priority }) => priority === 'background') ? foreground : 0;
  const most = own.every(({ priority }) => priority === 'foreground') ? foreground : rest.length;
  return { moved, to: Math.min(most, Math.max(least, to)) };
}

/** The others, in their order. */
export function restOf<Entry extends Placed>(
  entries: readonly Entry[],
  moved: readonly string[],
): Entry[] {
  return entries.filter(({ job }) => !moved.includes(job.id));
}

/** How many rows lie above a pointer: those whose middle it has passed. All in CSS pixels. */
export function placeUnder(
  y: number,
  rows: readonly { readonly top: number; readonly bottom: number }[],
): number {
  return rows.filter(({ top, bottom }) => y > (top + bottom) / 2).length;
}
