import { create } from 'zustand';
import { mostMeasured } from '../../electron/api/contract/comparisons.ts';

/** The picture that waits for another one to be compared with; null where none does. */
export const usePinned = create<{ id: string | null }>()(() => ({ id: null }));

export function unpin(): void {
  usePinned.setState({ id: null });
}

/**
 * Pins a picture, or lets it go where it is the pinned one. Where another one is pinned, both can be compared: gives the
 * address, and nothing is pinned any more.
 */
export function pin(id: string): string | null {
  const { id: pinned } = usePinned.getState();
  if (pinned === null || pinned === id) {
    usePinned.setState({ id: pinned === null ? id : null });
    return null;
  }
  unpin();
  return chosenAddress([pinned, id]);
}

/** Where pictures that somebody chose are compared. */
export function chosenAddress(ids: readonly string[]): string {
  return `/compare/pictures?ids=${ids.join(',')}`;
}

/** The pictures of an address, each once, as many as are compared at most. */
export function readChosen(ids: string): string[] {
  return [...new Set(ids.split(',').filter((id) => id !== ''))].slice(0, mostMeasured);
}

/** Whether so many pictures can be compared with each other. */
export function canCompare(count: number): boolean {
  return count > 1 && count <= mostMeasured;
}
