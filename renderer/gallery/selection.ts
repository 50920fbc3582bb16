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

/** Just these, in the list's order; the keys go on at the first. */
export function chooseThese(ids: readonly string[]): Selection {
  const cursor = ids[0] ?? null;
  return { chosen: new Set(ids), cursor, anchor: cursor };
}

/** Nothing chosen; the cursor stays where it is. */
export function chooseNone(selection: Selection): Selection {
  return { ...selection, chosen: new Set() };
}

/** The ids of a list as a set, made once for each list: a gallery of 100 000 pictures keeps its list from key to key. */
const listedIn = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(ids: readonly string[]): ReadonlySet<string> {
  const known = listedIn.get(ids);
  if (known) return known;
  const listed = new Set(ids);
  listedIn.set(ids, listed);
  return listed;
}

/** The selection without what is no longer in the list: pictures that were removed or filtered away. */
export function keepListed(selection: Selection, ids: readonly string[]): Selection {
  const { chosen, cursor, anchor } = selection;
  if (chosen.size === 0 && cursor === null && anchor === null) return selection;
  const listed = setOf(ids);
  const isListed = (id: string | null) => id === null || listed.has(id);
  const kept =
    isListed(cursor) && isListed(anchor) && chosen.values().every((id) => listed.has(id));
  if (kept) return selection;
  return {
    chosen: new Set(chosen.values().filter((id) => listed.has(id))),
    cursor: isListed(cursor) ? cursor : null,
    anchor: isListed(anchor) ? anchor : null,
  };
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
  // One has no order to be found in the whole list.
  if (selection.chosen.size === 1) return [...selection.chosen];
  if (selection.chosen.size > 1) return ids.filter((id) => selection.chosen.has(id));
  return selection.cursor === null ? [] : [selection.cursor];
}
