import type { StyleForm } from '../api/contract/styles.ts';
import type { Database } from './open-database.ts';

/** A style of the user's. */
export interface StyleRecord {
  readonly id: string;
  readonly name: string;
  readonly ja: StyleForm | null;
  readonly en: StyleForm | null;
}

interface StyleRow {
  id: string;
  name: string;
  ja: string | null;
  en: string | null;
}

export type StylesTable = ReturnType<typeof createStylesTable>;

export function createStylesTable(database: Database) {
  const upsert = database.prepare(
    `INSERT INTO styles (id, name, ja, en) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, ja = excluded.ja, en = excluded.en`,
  );
  const deleteRow = database.prepare('DELETE FROM styles WHERE id = ?');
  const selectAll = database.prepare<[], StyleRow>('SELECT * FROM styles ORDER BY id');

  return {
    /** Oldest first. */
    list(): StyleRecord[] {
      return selectAll
        .all()
        .map(({ id, name, ja, en }) => ({ id, name, ja: readForm(ja), en: readForm(en) }));
    },

    /** Writes a style under its id, new or changed. */
    put({ id, name, ja, en }: StyleRecord): void {
      upsert.run(id, name, writeForm(ja), writeForm(en));
    },

    remove(id: string): void {
      deleteRow.run(id);
    },
  };
}

function readForm(json: string | null): StyleForm | null {
  return json === null ? null : (JSON.parse(json) as StyleForm);
}

function writeForm(form: StyleForm | null): string | null {
  return form === null ? null : JSON.stringify(form);
}
