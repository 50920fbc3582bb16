import type { Addition } from '../api/contract/additions.ts';
import type { Database } from './open-database.ts';

/** A file or folder of the library of LoRAs, embeddings and VAEs; whether it is there is asked of the disk. */
export interface AdditionRecord extends Omit<Addition, 'state'> {
  /** Time of the last change when it was read, milliseconds since 1970; of a folder, the sum of its files'. */
  readonly changed: number;
}

export type AdditionsTable = ReturnType<typeof createAdditionsTable>;

export function createAdditionsTable(database: Database) {
  const upsert = database.prepare<AdditionRecord>(
    `INSERT INTO additions (id, kind, name, notes, path, bytes, changed, sha256)
     VALUES (@id, @kind, @name, @notes, @path, @bytes, @changed, @sha256)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, notes = excluded.notes,
       path = excluded.path, bytes = excluded.bytes, changed = excluded.changed,
       sha256 = excluded.sha256`,
  );
  const deleteRow = database.prepare('DELETE FROM additions WHERE id = ?');
  const columns = 'id, kind, name, notes, path, bytes, changed, sha256';
  const selectAll = database.prepare<[], AdditionRecord>(
    `SELECT ${columns} FROM additions ORDER BY instr('lora embedding vae', kind), name, id`,
  );
  const selectOne = database.prepare<[string], AdditionRecord>(
    `SELECT ${columns} FROM additions WHERE id = ?`,
  );
  const selectAt = database.prepare<[string], AdditionRecord>(
    `SELECT ${columns} FROM additions WHERE path = ?`,
  );

  return {
    /** LoRAs, embeddings, VAEs; each kind by name. */
    list(): AdditionRecord[] {
      return selectAll.all();
    },

    get(id: string): AdditionRecord | undefined {
      return selectOne.get(id);
    },

    /** The one whose file is at a path. */
    at(path: string): AdditionRecord | undefined {
      return selectAt.get(path);
    },

    /** Writes a file's row, new or changed. */
    put(record: AdditionRecord): void {
      upsert.run(record);
    },

    remove(id: string): void {
      deleteRow.run(id);
    },
  };
}
