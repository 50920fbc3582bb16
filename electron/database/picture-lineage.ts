import type { Database } from './open-database.ts';

export type PictureLineage = ReturnType<typeof createPictureLineage>;

/** Which picture was made from which: begun from it, a variation of it, or finished larger. */
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

  // A first pass has the noise of the picture that it composes again; its size is another than the finished one's.
  const composed = `o.seed = p.seed AND o.text_seq = p.text_seq AND o.arm = p.arm AND o.removed_at IS NULL
    ${['noiseHash', 'steps', 'guidance', 'sampler', 'model.fingerprint']
      .map((fact) => `AND o.recipe ->> '$.${fact}' = p.recipe ->> '$.${fact}'`)
      .join(' ')}`;
  const enlarged = (picture: 'o' | 'p') => `${picture}.recipe ->> '$.hiresFix.width'`;
  const selectSmaller = database
    .prepare<[string], string>(
      `SELECT o.id FROM pictures p JOIN pictures o ON ${composed}
       WHERE p.id = ? AND ${enlarged('p')} IS NOT NULL AND ${enlarged('o')} IS NULL
       ORDER BY o.id DESC LIMIT 1`,
    )
    .pluck();
  const selectLarger = database
    .prepare<[string], string>(
      `SELECT o.id FROM pictures p JOIN pictures o ON ${composed}
       WHERE p.id = ? AND ${enlarged('p')} IS NULL AND ${enlarged('o')} IS NOT NULL
       ORDER BY o.id DESC LIMIT 500`,
    )
    .pluck();

  return {
    /** The kept picture that this one was begun from, that it is a variation of, or that it finishes larger. */
    parentOf(id: string): string | null {
      return selectParent.get(id) ?? selectOriginal.get(id) ?? selectSmaller.get(id) ?? null;
    },

    /** Kept pictures that were begun from this one, are variations of it or finish it larger, newest first. */
    childrenOf(id: string): string[] {
      const further = [selectChildren, selectVariations, selectLarger];
      const children = new Set(further.flatMap((select) => select.all(id)));
      return [...children].toSorted().toReversed();
    },
  };
}
