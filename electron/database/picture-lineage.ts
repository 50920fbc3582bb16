import type { Database } from './open-database.ts';

export type PictureLineage = ReturnType<typeof createPictureLineage>;

/** Which picture was made from which: begun from it, or a variation of it. */
export function createPictureLineage(database: Database) {
  const selectParent = database
    .prepare<[string], string>(
      `SELECT parent.id FROM pictures child JOIN pictures parent ON parent.id = child.parent_id
       WHERE child.id = ? AND parent.removed_at IS NULL`,
    )
    .pluck();
  const selectChildren = database
    .prepare<[string], string>(
      `SELECT id FROM pictures WHERE parent_id = ? AND removed_at IS NULL
       ORDER BY id DESC LIMIT 500`,
    )
    .pluck();

  // A variation keeps the seed, the words and the settings of the picture that it varies.
  const alike = `o.seed = p.seed AND o.text_seq = p.text_seq AND o.setup_seq = p.setup_seq
    AND o.arm = p.arm AND o.removed_at IS NULL`;
  const varied = (picture: 'o' | 'p') => `${picture}.recipe ->> '$.variation.seed'`;
  const selectOriginal = database
    .prepare<[string], string>(
      `SELECT o.id FROM pictures p JOIN pictures o ON ${alike}
       WHERE p.id = ? AND ${varied('p')} IS NOT NULL AND ${varied('o')} IS NULL
       ORDER BY o.id DESC LIMIT 1`,
    )
    .pluck();
  const selectVariations = database
    .prepare<[string], string>(
      `SELECT o.id FROM pictures p JOIN pictures o ON ${alike}
       WHERE p.id = ? AND ${varied('p')} IS NULL AND ${varied('o')} IS NOT NULL
       ORDER BY o.id DESC LIMIT 500`,
    )
    .pluck();

  return {
    /** The kept picture that this one was begun from, or that it is a variation of. */
    parentOf(id: string): string | null {
      return selectParent.get(id) ?? selectOriginal.get(id) ?? null;
    },

    /** Kept pictures that were begun from this one or are variations of it, newest first. */
    childrenOf(id: string): string[] {
      const children = new Set([...selectChildren.all(id), ...selectVariations.all(id)]);
      return [...children].toSorted().toReversed();
    },
  };
}
