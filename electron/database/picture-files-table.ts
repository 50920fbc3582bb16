import type { Database } from './open-database.ts';

/** Where the picture's file lies. */
export interface PictureFile {
  readonly id: string;
  /**
   * Path below the picture folder or, when removed, below the trash folder, with forward slashes; of a linked picture the
   * absolute path of the user's own file.
   */
  readonly file: string;
  readonly removed: boolean;
  /** The file is the user's: it is only read, and stays where it is whatever becomes of the picture. */
  readonly linked: boolean;
}

interface FileRow {
  file: string;
  removed_at: string | null;
  linked: number;
}

export type PictureFilesTable = ReturnType<typeof createPictureFilesTable>;

/** Rows of pictures as the disk sees them: which file, and in which folder. */
export function createPictureFilesTable(database: Database) {
  const selectFile = database.prepare<[string], FileRow>(
    'SELECT file, removed_at, linked FROM pictures WHERE id = ?',
  );
  // In the order of the index on `file`, which holds all that is asked for: the rows themselves are many times as large.
  const selectFiles = database
    .prepare<[], string>('SELECT file FROM pictures ORDER BY file')
    .pluck();
  const selectRemovedFiles = database
    .prepare<[], string>(`SELECT file FROM pictures WHERE removed_at > '' AND linked = 0`)
    .pluck();
  const selectLinkedFiles = database
    .prepare<[], string>('SELECT file FROM pictures WHERE linked = 1')
    .pluck();
  const selectIdOfFile = database
    .prepare<[string], string>('SELECT id FROM pictures WHERE file = ?')
    .pluck();
  const updateRemoved = database.prepare('UPDATE pictures SET removed_at = ? WHERE id = ?');
  const updateFile = database.prepare('UPDATE pictures SET file = ?, removed_at = ? WHERE id = ?');

  return {
    get(id: string): PictureFile | null {
      const row = selectFile.get(id);
      if (row === undefined) return null;
      return { id, file: row.file, removed: row.removed_at !== null, linked: row.linked === 1 };
    },

    /** Paths of all kept or of all removed pictures but the linked ones: what a start compares with the disk. */
    list(where: { readonly removed: boolean }): string[] {
      const removed = selectRemovedFiles.all();
      if (where.removed) return removed;
      const others = new Set([...removed, ...selectLinkedFiles.all()]);
      const all = selectFiles.all();
      return others.size === 0 ? all : all.filter((file) => !others.has(file));
    },

    /** Id of the picture whose file this is. */
    idOf(file: string): string | null {
      return selectIdOfFile.get(file) ?? null;
    },

    markRemoved(id: string, at: string): void {
      updateRemoved.run(at, id);
    },

    markKept(id: string): void {
      updateRemoved.run(null, id);
    },

    /** Corrects a row whose file was found elsewhere. */
    relocate(id: string, file: string, removedAt: string | null): void {
      updateFile.run(file, removedAt, id);
    },
  };
}
