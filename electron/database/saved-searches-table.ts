import type { SavedSearch } from '../api/contract/saved-searches.ts';
import type { Database } from './open-database.ts';

interface SavedSearchRow {
  id: string;
  name: string;
  filter: string;
  created_at: string;
}

export type SavedSearchesTable = ReturnType<typeof createSavedSearchesTable>;

export function createSavedSearchesTable(database: Database) {
  const insertRow = database.prepare(
    'INSERT INTO saved_searches (id, name, filter, created_at) VALUES (?, ?, ?, ?)',
  );
  const deleteRow = database.prepare('DELETE FROM saved_searches WHERE id = ?');
  const selectAll = database.prepare<[], SavedSearchRow>(
    'SELECT * FROM saved_searches ORDER BY id',
  );

  return {
    /** Oldest first. */
    list(): SavedSearch[] {
      return selectAll.all().map(({ id, name, filter, created_at }) => ({
        id,
        name,
        filter: JSON.parse(filter) as SavedSearch['filter'],
        createdAt: created_at,
      }));
    },

    insert({ id, name, filter, createdAt }: SavedSearch): void {
      insertRow.run(id, name, JSON.stringify(filter), createdAt);
    },

    remove(id: string): void {
      deleteRow.run(id);
    },
  };
}
