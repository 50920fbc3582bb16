import type { Board } from '../api/contract/boards.ts';
import type { Database } from './open-database.ts';

/** A board without its pictures, which name it in their own rows. */
export type BoardRecord = Omit<Board, 'count' | 'coverId'>;

export type BoardsTable = ReturnType<typeof createBoardsTable>;

export function createBoardsTable(database: Database) {
  const columns = 'id, name, created_at AS createdAt';
  const insertRow = database.prepare(
    'INSERT INTO boards (id, name, created_at) VALUES (@id, @name, @createdAt)',
  );
  const updateName = database.prepare('UPDATE boards SET name = ? WHERE id = ?');
  const deleteRow = database.prepare('DELETE FROM boards WHERE id = ?');
  const selectAll = database.prepare<[], BoardRecord>(`SELECT ${columns} FROM boards ORDER BY id`);
  const selectOne = database.prepare<[string], BoardRecord>(
    `SELECT ${columns} FROM boards WHERE id = ?`,
  );

  return {
    /** Oldest first. */
    list(): BoardRecord[] {
      return selectAll.all();
    },

    get(id: string): BoardRecord | null {
      return selectOne.get(id) ?? null;
    },

    insert(board: BoardRecord): void {
      insertRow.run(board);
    },

    rename(id: string, name: string): void {
      updateName.run(name, id);
    },

    remove(id: string): void {
      deleteRow.run(id);
    },
  };
}
