import type { RefObject } from 'react';
import { useEffect } from 'react';
import { create } from 'zustand';
import { goTo, hereAddress } from './location.ts';

/** Rooms that a picture is opened from and that its viewer leads back to, by the beginning of their addresses. */
const origins = {
  '/compare/grids': 'grids',
  '/compare': 'compare',
  '/history': 'history',
  '/create': 'create',
} as const;

export type Origin = (typeof origins)[keyof typeof origins];

/** Address of a picture in the gallery's viewer, which leads back to `from`, an address of another room. */
export function pictureAddress(id: string, from: string | null): string {
  return `/gallery/${id}${from === null ? '' : `?from=${encodeURIComponent(from)}`}`;
}

/** Which room an address given as `from` is of; null where it is none that pictures are opened from. */
export function originOf(from: string | null): Origin | null {
  const path = (from ?? '').replace(/\?.*$/, '');
  for (const [start, origin] of Object.entries(origins)) {
    if (path === start || path.startsWith(`${start}/`)) return origin;
  }
  return null;
}

interface OpenedRow {
  /** Address of the room in which the pictures lie beside each other; null where none was opened from such a row. */
  readonly from: string | null;
  /** Those that the viewer's arrows go through. */
  readonly ids: readonly string[];
  /** The one that was looked at last: where the room is entered again. */
  readonly last: string | null;
}

/** The row that a picture was opened from; lasts as long as the page. */
export const useOpenedRow = create<OpenedRow>()(() => ({ from: null, ids: [], last: null }));

/** Opens a picture in the viewer, whose arrows go through `ids` and which leads back to where the page is now. */
export function openPicture(id: string, ids: readonly string[]): void {
  const from = hereAddress();
  noteRow(from, ids);
  goTo(pictureAddress(id, from));
}

/** Keeps what lies beside a picture that is being opened, for the viewer's arrows. */
export function noteRow(from: string, ids: readonly string[]): void {
  useOpenedRow.setState({ from, ids, last: null });
}

/** Takes pictures that went to the trash out of what the arrows go through. */
export function leaveOut(gone: readonly string[]): void {
  useOpenedRow.setState(({ ids }) => ({ ids: ids.filter((id) => !gone.includes(id)) }));
}

/** Leads from the viewer back to where the picture was opened from; that room takes the keys to the picture shown last. */
export function leaveTo(from: string, last: string): void {
  useOpenedRow.setState((row) => ({ ...row, from, last }));
  goTo(from);
}

/** The picture that the page has come back from, if it is one of `ids`. */
export function lastShown(ids: readonly (string | null)[]): string | null {
  const { from, last } = useOpenedRow.getState();
  return last !== null && from === hereAddress() && ids.includes(last) ? last : null;
}

/** Puts the keys on the picture that the page has come back from: the element in `room` whose `data-picture` names it. */
export function useReturn(
  room: RefObject<HTMLElement | null>,
  ids: readonly (string | null)[],
): void {
  useEffect(() => {
    const last = lastShown(ids);
    const place = last && room.current?.querySelector<HTMLElement>(`[data-picture="${last}"]`);
    if (!place) return;
    useOpenedRow.setState({ last: null });
    place.focus();
  });
}
