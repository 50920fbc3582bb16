/** Which pictures are chosen, and where the keys are. Ids, not places: new pictures arrive at the top all the time. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** The picture that keys act on. */
  readonly cursor: string | null;
  /** Where a range with Shift begins. */
  readonly anchor: string | null;
}

export const nothingSelected: Selection = { chosen: new Set(), cursor: null, anchor: null };

/** A click: this one and no other. */
export function chooseOnly(id: string): Selection {
  return { chosen: new Set([id]), cursor: id, anchor: id };
}

/** A click with Ctrl or ⌘: this one too, or no longer. */
export function toggleOne(selection: Selection, id: string): Selection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, cursor: id, anchor: id };
}

/** A click with Shift: all from the anchor to this one, in place of what was chosen. */
export function extendTo(selection: Selection, id: string, ids: readonly string[]): Selection {
  const anchor = selection.anchor ?? selection.cursor ?? id;
  const from = ids.indexOf(anchor);
  const to = ids.indexOf(id);
  if (from < 0 || to < 0) return chooseOnly(id);
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set(range), cursor: id, anchor };
}

/** Moves the cursor and leaves what is chosen as it is (arrows with Ctrl). */
export function walkTo(selection: Selection, id: string): Selection {
  return { ...selection, cursor: id, anchor: id };
}

export function chooseAll(selection: Selection, ids: readonly string[]): Selection {
  const cursor = selection.cursor ?? ids[0] ?? null;
  return { chosen: new Set(ids), cursor, anchor: cursor };
}

/** Nothing chosen; the cursor stays where it is. */
export function chooseNone(selection: Selection): Selection {
  return { ...selection, chosen: new Set() };
}

/** The selection without what is no longer in the list: pictures that were removed or filtered away. */
export function keepListed(selection: Selection, ids: readonly string[]): Selection {
  const { chosen: before, cursor, anchor } = selection;
  if (before.size === 0 && cursor === null && anchor === null) return selection;
  const listed = new Set(ids);
  const keep = (id: string | null) => (id !== null && listed.has(id) ? id : null);
  const chosen = new Set([...selection.chosen].filter((id) => listed.has(id)));
  const isSame =
    chosen.size === selection.chosen.size &&
    keep(selection.cursor) === selection.cursor &&
    keep(selection.anchor) === selection.anchor;
  return isSame
    ? selection
    : { chosen, cursor: keep(selection.cursor), anchor: keep(selection.anchor) };
}

/** The picture that takes the cursor when `removed` go: the next one that stays, else the one before. */
export function survivorOf(
  ids: readonly string[],
  cursor: string | null,
  removed: ReadonlySet<string>,
): string | null {
  const at = cursor === null ? -1 : ids.indexOf(cursor);
  if (at < 0) return null;
  return (
    ids.slice(at).find((id) => !removed.has(id)) ??
    ids.slice(0, at).findLast((id) => !removed.has(id)) ??
    null
  );
}

/** The chosen pictures in the order of the list; where none is chosen, the one under the cursor. */
export function actedOn(selection: Selection, ids: readonly string[]): string[] {
  if (selection.chosen.size > 0) return ids.filter((id) => selection.chosen.has(id));
  return selection.cursor === null ? [] : [selection.cursor];
}
