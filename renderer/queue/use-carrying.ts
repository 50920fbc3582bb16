import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import { studio } from '../api/studio.ts';
import { isComposing } from '../ui/keys.ts';
import { carryTo, pickUp, placeUnder, restOf } from './drop-place.ts';
import type { Carried } from './drop-place.ts';
import { orReport } from '../ui/or-report.ts';

/** What a grip needs to be dragged, and carried with keys. */
export interface Grip {
  readonly carried: boolean;
  onPointerDown(event: React.PointerEvent): void;
  onPointerMove(event: React.PointerEvent): void;
  onPointerUp(): void;
  onPointerCancel(): void;
  onKeyDown(event: React.KeyboardEvent): void;
  onBlur(): void;
}

export interface Carrying {
  readonly carried: Carried | null;
  /** The job that the carried ones would go before; null for the end. */
  readonly before: string | null;
  /** What has just happened, for those who hear the page. */
  readonly said: string;
  say(words: string): void;
  grip(jobId: string): Grip;
}

/** Below it a press of the pointer is no drag, in CSS pixels. */
const dragDistance = 3;
/** So near to the edge of what scrolls, the list goes on under the pointer, in CSS pixels. */
const scrollMargin = 28;

/**
 * Jobs carried to another place of the queue: with the pointer on a grip, or with the keys on it (Space picks up and
 * drops, arrows carry, Escape puts back). `chosen` gives the jobs that go together with one.
 */
export function useCarrying(
  list: RefObject<HTMLUListElement | null>,
  entries: readonly QueueEntry[],
  chosen: (jobId: string) => readonly string[],
): Carrying {
  const { t } = useTranslation();
  const [held, setHeld] = useState<Carried | null>(null);
  const [said, setSaid] = useState('');
  const pressed = useRef<{ id: string; y: number } | null>(null);
  const refocus = useRef<{ id: string; ids: string } | null>(null);
  const ids = entries.map(({ job }) => job.id).join(' ');
  // Jobs end while others are carried.
  const still = held?.moved.filter((id) => entries.some(({ job }) => job.id === id)) ?? [];
  const carried =
    held === null || still.length === 0
      ? null
      : carryTo(entries, { ...held, moved: still }, held.to);
  const total = entries.length;

  // A row that changes its place loses the focus.
  useEffect(() => {
    const dropped = refocus.current;
    if (dropped === null || dropped.ids === ids) return;
    refocus.current = null;
    if (document.activeElement !== document.body) return;
    list.current
      ?.querySelector<HTMLElement>(`[data-job="${dropped.id}"] [data-grip]`)
      ?.focus({ preventScroll: true });
  });

  const carry = (next: Carried) => {
    if (next.to === carried?.to) return;
    setHeld(next);
    setSaid(t('queue.carry.at', { place: next.to + 1, total }));
  };
  const putBack = () => {
    pressed.current = null;
    if (carried === null) return;
    setHeld(null);
    setSaid(t('queue.carry.putBack'));
  };
  const drop = (id: string) => {
    pressed.current = null;
    if (carried === null) return;
    setHeld(null);
    setSaid(t('queue.carry.dropped', { place: carried.to + 1, total }));
    if (pickUp(entries, carried.moved).to === carried.to && isTogether(entries, carried)) return;
    refocus.current = { id, ids };
    orReport(studio.queue.move({ jobIds: [...carried.moved], to: carried.to }), t);
  };

  const grip = (id: string): Grip => ({
    carried: carried?.moved.includes(id) ?? false,
    onPointerDown(event) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pressed.current = { id, y: event.clientY };
    },
    onPointerMove(event) {
      if (pressed.current?.id !== id) return;
      if (carried === null && Math.abs(event.clientY - pressed.current.y) < dragDistance) return;
      const from = carried ?? pickUp(entries, chosen(id));
      scrollNear(list.current, event.clientY);
      const next = carryTo(entries, from, placeAmong(list.current, entries, from, event.clientY));
      if (carried === null) setHeld(next);
      else carry(next);
    },
    onPointerUp: () => drop(id),
    onPointerCancel: putBack,
    onBlur: putBack,
    onKeyDown(event) {
      if (isComposing(event.nativeEvent) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === ' ' || event.key === 'Enter') {
        event.preventDefault();
        if (carried !== null) {
          drop(id);
          return;
        }
        const picked = pickUp(entries, chosen(id));
        setHeld(picked);
        setSaid(
          t('queue.carry.pickedUp', { count: picked.moved.length, place: picked.to + 1, total }),
        );
      } else if (carried !== null) {
        const to = placeByKey(event.key, carried.to, total);
        if (event.key === 'Escape') putBack();
        else if (to === null) return;
        else carry(carryTo(entries, carried, to));
        event.preventDefault();
      }
    },
  });

  const before =
    carried === null ? null : (restOf(entries, carried.moved)[carried.to]?.job.id ?? null);
  return { carried, before, said, say: setSaid, grip };
}

/** Where among the others the pointer is, by the rows of theirs that are there: those in sight, without a gap. */
function placeAmong(
  list: HTMLElement | null,
  entries: readonly QueueEntry[],
  { moved }: Carried,
  y: number,
): number {
  const shown = new Map<string | undefined, Element>();
  for (const row of list?.querySelectorAll<HTMLElement>('[data-job]') ?? []) {
    shown.set(row.dataset['job'], row);
  }
  const rest = restOf(entries, moved);
  const first = rest.findIndex(({ job }) => shown.has(job.id));
  const rows = rest.flatMap(({ job }) => shown.get(job.id)?.getBoundingClientRect() ?? []);
  return Math.max(0, first) + placeUnder(y, rows);
}

function placeByKey(key: string, to: number, total: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return to - 1;
    case 'ArrowDown':
      return to + 1;
    case 'Home':
      return 0;
    case 'End':
      return total;
    default:
      return null;
  }
}

/** Whether the carried jobs follow each other already, so that dropping them where they are changes nothing. */
function isTogether(entries: readonly QueueEntry[], { moved }: Carried): boolean {
  const places = moved.map((id) => entries.findIndex(({ job }) => job.id === id));
  return places.every((place, i) => i === 0 || place === (places[i - 1] ?? 0) + 1);
}

function scrollNear(list: HTMLElement | null, y: number): void {
  const scroller = list?.parentElement;
  if (!scroller) return;
  const { top, bottom } = scroller.getBoundingClientRect();
  if (y < top + scrollMargin) scroller.scrollTop -= scrollMargin / 2;
  else if (y > bottom - scrollMargin) scroller.scrollTop += scrollMargin / 2;
}
