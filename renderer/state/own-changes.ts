/** How long the studio may take to tell of a change that this window has asked for. Milliseconds. */
const echoTime = 1000;

/** Pictures that this window changes: the studio tells every window, and here all has been asked for anew already. */
export function createOwnChanges(now: () => number) {
  const changed = new Map<string, number>();
  return {
    /** Before a change is asked for, and once it is made. */
    note(ids: readonly string[]): void {
      const limit = now() - echoTime;
      for (const [id, at] of changed) if (at < limit) changed.delete(id);
      for (const id of ids) changed.set(id, now());
    },

    /** Whether all that the studio tells of was changed here just now; no ids are lists, which somebody else has changed. */
    areEcho(ids: readonly string[]): boolean {
      const limit = now() - echoTime;
      return ids.length > 0 && ids.every((id) => (changed.get(id) ?? -Infinity) >= limit);
    },
  };
}

export const ownChanges = createOwnChanges(Date.now);
