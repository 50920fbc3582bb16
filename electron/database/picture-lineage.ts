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

  const variations = prepareDerived(database, {
    // A variation keeps the seed, the words and the settings of the picture that it varies.
    alike: 'o.setup_seq = p.setup_seq',
    mark: '$.variation.seed',
  });
  const larger = prepareDerived(database, {
    // A first pass has the noise of the picture that it composes again; its size is another than the finished one's.
    alike: ['noiseHash', 'steps', 'guidance', 'sampler', 'model.fingerprint']
      .map((fact) => `o.recipe ->> '$.${fact}' = p.recipe ->> '$.${fact}'`)
      .join(' AND '),
    mark: '$.hiresFix.width',
  });

  return {
    /** The kept picture that this one was begun from, that it is a variation of, or that it finishes larger. */
    parentOf(id: string): string | null {
      return selectParent.get(id) ?? variations.original.get(id) ?? larger.original.get(id) ?? null;
    },

    /** Kept pictures that were begun from this one, are variations of it or finish it larger, newest first. */
    childrenOf(id: string): string[] {
      const further = [selectChildren, variations.derived, larger.derived];
      const children = new Set(further.flatMap((select) => select.all(id)));
      return [...children].toSorted().toReversed();
    },
  };
}

/**
 * Finds what is made from which without a note of it: a picture whose recipe has `mark` is derived from one of the same
 * seed, words and arm whose recipe has none.
 *
 * @param alike what else is equal of the two, `o` and `p`
 */
function prepareDerived(database: Database, { alike, mark }: { alike: string; mark: string }) {
  const select = (marked: 'o' | 'p', bare: 'o' | 'p', most: number) =>
    database
      .prepare<[string], string>(
        `SELECT o.id FROM pictures p JOIN pictures o
           ON o.seed = p.seed AND o.text_seq = p.text_seq AND o.arm = p.arm AND ${alike}
         WHERE p.id = ? AND o.removed_at IS NULL
           AND ${marked}.recipe ->> '${mark}' IS NOT NULL AND ${bare}.recipe ->> '${mark}' IS NULL
         ORDER BY o.id DESC LIMIT ${most}`,
      )
      .pluck();
  return { original: select('p', 'o', 1), derived: select('o', 'p', 500) };
}
