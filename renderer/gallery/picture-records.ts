import { useEffect } from 'react';
import { create } from 'zustand';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { studio } from '../api/studio.ts';

interface PictureRecords {
  readonly records: ReadonlyMap<string, Picture>;
  /** Why the last page could not be read; null after one that could. */
  readonly error: unknown;
}

/** Records of the pictures seen on this page. A picture never changes, so one that is here is never asked for again. */
const useRecords = create<PictureRecords>()(() => ({ records: new Map(), error: null }));

/** The studio hands out at most so many at once. */
const mostAtOnce = 500;
/** Records kept: the oldest are let go, and asked for again when they are looked at again. */
const mostKept = 5000;

const asked = new Set<string>();

/** Records of these pictures as they arrive; those not known yet are asked for. */
export function usePictureRecords(ids: readonly string[]): PictureRecords {
  useEffect(() => {
    void loadRecords(ids);
  }, [ids]);
  return useRecords();
}

/** Asks for those of the records that are neither here nor on their way. A failure is kept in `error`. */
export async function loadRecords(ids: readonly string[]): Promise<void> {
  const { records } = useRecords.getState();
  const missing = ids.filter((id) => !records.has(id) && !asked.has(id));
  for (let start = 0; start < missing.length; start += mostAtOnce) {
    await loadPage(missing.slice(start, start + mostAtOnce));
  }
}

export function recordOf(id: string): Picture | null {
  return useRecords.getState().records.get(id) ?? null;
}

async function loadPage(ids: readonly string[]): Promise<void> {
  for (const id of ids) asked.add(id);
  try {
    const pictures = await studio.gallery.get({ ids: [...ids] });
    useRecords.setState(({ records }) => {
      const all = [...records, ...pictures.map((picture) => [picture.id, picture] as const)];
      return { records: new Map(all.slice(-mostKept)), error: null };
    });
  } catch (error) {
    useRecords.setState({ error });
  } finally {
    for (const id of ids) asked.delete(id);
  }
}
