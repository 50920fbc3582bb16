import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { studio } from '../api/studio.ts';
import { useMarked } from '../state/favourites.ts';
import { useGalleryView } from './gallery-view.ts';
import { keepRecords } from './keep-records.ts';

interface PictureRecords {
  readonly records: ReadonlyMap<string, GalleryPicture>;
  /** Why the last page could not be read; null after one that could. */
  readonly error: unknown;
  /** Records that are here but no longer true. */
  readonly stale: ReadonlySet<string>;
}

/** Records of the pictures seen on this page. Only a user's marks change: then `forgetRecords` has them asked for again. */
const useRecords = create<PictureRecords>()(() => ({
  records: new Map(),
  error: null,
  stale: new Set(),
}));

useMarked.subscribe(({ ids }) => forgetRecords(ids ?? [...useRecords.getState().records.keys()]));

/** The studio hands out at most so many at once. */
const mostAtOnce = 500;
/** Records kept besides those needed: the oldest are let go, and asked for again when they are looked at again. */
const mostKept = 5000;

const asked = new Set<string>();
/** What parts of the page show now. */
const needed = new Set<readonly string[]>();

/** Records of these pictures, of the first 5000 at most, as they arrive; those not known yet are asked for. */
export function usePictureRecords(ids: readonly string[]): PictureRecords {
  const known = useRecords();
  const { stale } = known;
  const wanted = useMemo(() => (ids.length > mostKept ? ids.slice(0, mostKept) : ids), [ids]);
  useEffect(() => {
    needed.add(wanted);
    return () => void needed.delete(wanted);
  }, [wanted]);
  useEffect(() => {
    if (stale.size > 0 || wanted.length > 0) void loadRecords(wanted);
  }, [wanted, stale]);
  return known;
}

/** These records have changed. They stay on the screen until the new ones are here; those never seen are not wanted now. */
export function forgetRecords(ids: readonly string[]): void {
  useRecords.setState(({ records, stale }) => {
    const seen = ids.filter((id) => records.has(id) || asked.has(id));
    return seen.length === 0 ? {} : { stale: new Set([...stale, ...seen]) };
  });
}

/** Asks for those of the records that are neither here nor on their way. A failure is kept in `error`. */
export async function loadRecords(ids: readonly string[]): Promise<void> {
  const { records, stale } = useRecords.getState();
  const missing = ids.filter((id) => (!records.has(id) || stale.has(id)) && !asked.has(id));
  for (let start = 0; start < missing.length; start += mostAtOnce) {
    // A long selection may be gone again before all of it is here.
    if (start > 0 && !needed.has(ids)) return;
    await loadPage(missing.slice(start, start + mostAtOnce));
  }
}

export function recordOf(id: string): GalleryPicture | null {
  return useRecords.getState().records.get(id) ?? null;
}

async function loadPage(ids: readonly string[]): Promise<void> {
  for (const id of ids) asked.add(id);
  try {
    const removed = useGalleryView.getState().place === 'trash';
    // Changes that come while these are on their way make them stale anew.
    useRecords.setState(({ stale }) => ({ stale: without(stale, ids) }));
    const pictures = await studio.gallery.get({ ids: [...ids], removed });
    const now = new Set([...needed].flat());
    useRecords.setState(({ records }) => ({
      records: keepRecords(records, pictures, now, mostKept),
      error: null,
    }));
  } catch (error) {
    useRecords.setState({ error });
  } finally {
    for (const id of ids) asked.delete(id);
    useRecords.setState(({ stale }) =>
      ids.some((id) => stale.has(id)) ? { stale: new Set(stale) } : {},
    );
  }
}

function without(all: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  if (all.size === 0) return all;
  const left = new Set(all);
  for (const id of ids) left.delete(id);
  return left;
}
